package dev.migrator.live.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The weights of one tenant, a file a version: {@code 7-0.9132} is version 7, which had an accuracy
 * of 0.9132 when it was made. The last few are kept.
 */
final class WeightsStore {
  /**
   * Versions that are kept. A worker that starts may take a minute until it reads those that it was
   * told; windows of twenty seconds bring three more meanwhile.
   */
  static final int MOST_KEPT = 4;

  private static final Pattern NAME = Pattern.compile("([0-9]{1,9})-([01]\\.[0-9]{4})");

  private final Path folder;

  WeightsStore(Path folder) {
    this.folder = folder;
  }

  /** The latest of them; empty if there never were any. */
  Optional<Weights> latest() throws IOException {
    return all().stream().max(Comparator.comparingInt(Weights::version));
  }

  /** Takes a file over as the next version; the oldest go. */
  Weights add(Path file, int version, double accuracy) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve("%d-%.4f".formatted(version, accuracy));
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    List<Weights> oldestFirst = new ArrayList<>(all());
    oldestFirst.sort(Comparator.comparingInt(Weights::version));
    for (Weights old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MOST_KEPT))) {
      Files.deleteIfExists(Path.of(old.file()));
    }
    return new Weights(version, target.toString(), accuracy);
  }

  private List<Weights> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMap(WeightsStore::weights).toList();
    }
  }

  private static Stream<Weights> weights(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Stream.of(
            new Weights(
                Integer.parseInt(name.group(1)),
                file.toAbsolutePath().toString(),
                Double.parseDouble(name.group(2))))
        : Stream.empty();
  }
}
