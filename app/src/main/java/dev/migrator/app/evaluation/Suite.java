package dev.migrator.app.evaluation;

import dev.migrator.app.scenario.Scenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.app.scenario.Setting;
import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scenario files below some folders. */
public final class Suite {
  /** Files that a suite may have. */
  public static final int MOST_FILES = 1_000;

  private static final int DEEPEST = 8;

  private final List<Path> files;
  private final Optional<Path> traces;

  /** What is in the files that scenarios name; each is read once, for traces are large. */
  private final Map<Path, String> digests = new HashMap<>();

  private Suite(List<Path> files, Optional<Path> traces) {
    this.files = files;
    this.traces = traces;
  }

  /**
   * The files called {@code *.yaml} below these folders, in the order of their paths.
   *
   * @param traces a second folder in which traces are looked for, if any
   * @throws UsageException if there are none or too many, or a folder is none
   */
  public static Suite below(List<Path> folders, Optional<Path> traces) {
    List<Path> files =
        folders.stream().flatMap(folder -> files(folder).stream()).distinct().toList();
    if (files.size() > MOST_FILES) {
      throw new UsageException(
          "%s: %d scenarios; expected at most %d. Maybe a folder further down."
              .formatted(folders, files.size(), MOST_FILES));
    }
    return new Suite(files, traces);
  }

  /**
   * The cases: every file in every variant with every seed from its own on.
   *
   * @throws UsageException if a scenario is wrong or two have the same name
   */
  public List<Case> cases(List<Variant> variants, int seeds) {
    List<Case> cases = new ArrayList<>();
    Map<String, Path> names = new HashMap<>();
    for (Path file : files) {
      for (Variant variant : variants) {
        Scenario scenario = ScenarioFile.read(file, traces, variant.settings());
        requireNew(names, scenario.name(), file);
        String fingerprint = fingerprint(file, variant.settings(), scenario.files());
        for (int i = 0; i < seeds; i++) {
          cases.add(new Case(scenario.withSeed(scenario.seed() + i), variant, fingerprint));
        }
      }
    }
    return cases;
  }

  private static void requireNew(Map<String, Path> names, String name, Path file) {
    Path earlier = names.putIfAbsent(name, file);
    if (earlier != null && !earlier.equals(file)) {
      throw new UsageException(
          "%s: is named '%s' like %s; expected names of their own, for results are kept by them."
              .formatted(file, name, earlier));
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> below = Files.walk(folder, DEEPEST)) {
      List<Path> found =
          below
              .filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
              .limit(MOST_FILES + 1L)
              .sorted()
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      throw new UsageException(
          "%s: cannot be read (%s); expected a folder of scenarios.".formatted(folder, e), e);
    }
    throw new UsageException(
        "%s: has no file *.yaml; expected scenarios below it.".formatted(folder));
  }

  private String fingerprint(Path file, List<Setting> settings, List<Path> named) {
    String sets =
        settings.stream()
            .map(s -> "%s=%s".formatted(s.key(), s.value()))
            .collect(Collectors.joining("\n"));
    String contents =
        named.stream()
            .map(f -> "%s %s".formatted(f.getFileName(), digest(f)))
            .collect(Collectors.joining("\n"));
    return Digest.of(String.join("\n", text(file), sets, contents));
  }

  private String digest(Path file) {
    return digests.computeIfAbsent(file, Suite::digested);
  }

  private static String digested(Path file) {
    try {
      return Digest.of(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UsageException unreadable(Path file, IOException e) {
    return new UsageException("%s: cannot be read (%s).".formatted(file, e), e);
  }
}
