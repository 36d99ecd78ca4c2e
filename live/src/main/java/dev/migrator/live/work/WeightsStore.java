package dev.migrator.live.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The weights of one tenant, in a folder for each model, a file a version: {@code 7-0.9132} is
 * version 7, which had an accuracy of 0.9132 when it was made. The last few are kept.
 *
 * <p>One model cannot read what another wrote: a tenant whose model changes begins untrained, and
 * finds its weights again if the model changes back.
 */
final class WeightsStore {
  /**
   * Versions that are kept. A worker that starts may take a minute until it reads those that it was
   * told; windows of twenty seconds bring three more meanwhile.
   */
  static final int MOST_KEPT = 4;

  private static final Pattern NAME = Pattern.compile("([0-9]{1,9})-([01]\\.[0-9]{4})");

  /** Models whose weights are kept: the one that learns, and those that did last. */
  static final int MOST_MODELS = 3;

  /** What is a name of a folder everywhere. */
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private final Path models;
  private final Path folder;

  /**
   * @param models of all models of the tenant
   * @param model what its workers are told
   */
  WeightsStore(Path models, String model) {
    this.models = models;
    this.folder =
        models.resolve(PLAIN.matcher(model).matches() ? model : "of-" + Digests.of(model));
  }

  /** The latest of them; empty if there never were any. */
  Optional<Weights> latest() throws IOException {
    return all().stream().max(Comparator.comparingInt(Weights::version));
  }

  /** Takes a file over as the next version; the oldest go. */
  Weights add(Path file, int version, double accuracy) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve(String.format(Locale.ROOT, "%d-%.4f", version, accuracy));
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    List<Weights> oldestFirst = new ArrayList<>(all());
    oldestFirst.sort(Comparator.comparingInt(Weights::version));
    for (Weights old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MOST_KEPT))) {
      Files.deleteIfExists(Path.of(old.file()));
    }
    forgetModels();
    return new Weights(version, target.toString(), accuracy);
  }

  /** Those that learned longest ago. */
  private void forgetModels() throws IOException {
    record Aged(Path folder, FileTime learned) {}

    List<Aged> all = new ArrayList<>();
    for (Path one : Folders.in(models)) {
      all.add(new Aged(one, Files.getLastModifiedTime(one)));
    }
    all.sort(Comparator.comparing(Aged::learned).reversed());
    for (Aged old : all.subList(Math.min(MOST_MODELS, all.size()), all.size())) {
      if (!old.folder().equals(folder)) {
        Folders.delete(old.folder());
      }
    }
  }

  private List<Weights> all() throws IOException {
    return Folders.in(folder).stream().flatMap(WeightsStore::weights).toList();
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
