package dev.migrator.app.evaluation;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.policies.StaticPlanner;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.solver.IlpPlanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The fingerprint of the program's own classes: another build may give other results. */
final class Build {
  /** One class of each room. */
  private static final List<Class<?>> ROOMS =
      List.of(
          GpuModel.class,
          GpuModels.class,
          IlpPlanner.class,
          StaticPlanner.class,
          Simulation.class,
          Build.class);

  private Build() {}

  static String fingerprint() {
    List<String> parts = new ArrayList<>();
    for (Class<?> room : ROOMS) {
      Path place = place(room);
      parts.addAll(Files.isDirectory(place) ? ofFolder(place) : ofJar(place));
    }
    Collections.sort(parts);
    return Digest.of(String.join("\n", parts));
  }

  private static Path place(Class<?> room) {
    try {
      return Path.of(room.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a place of classes is no file", e);
    }
  }

  /** By checksums, not by dates: the same sources give the same. */
  private static List<String> ofJar(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("META-INF/"))
          .map(entry -> "%s %x".formatted(entry.getName(), entry.getCrc()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> ofFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "%s %s".formatted(folder.relativize(file), Digest.of(bytes(file))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
