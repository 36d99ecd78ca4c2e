package dev.migrator.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of the project: what git tracks or would track, or, where there is no git (a tarball),
 * everything outside of build folders.
 *
 * @param root the project's root
 * @param files relative to the root, with forward slashes, in order
 */
record SourceTree(Path root, List<String> files) {
  private static final Set<String> NOT_SOURCE =
      Set.of("target", "report", "node_modules", ".git", ".idea", ".vscode", ".settings");

  /** The project that this test is part of. */
  static SourceTree ofTheProject() {
    return at(Path.of(System.getProperty("migrator.root")));
  }

  /** The project at {@code root}. */
  static SourceTree at(Path root) {
    List<String> files = Files.exists(root.resolve(".git")) ? tracked(root) : walked(root);
    return new SourceTree(root, files.stream().sorted().toList());
  }

  /** The files whose name ends so. */
  List<String> endingIn(String... ends) {
    return files.stream().filter(file -> Stream.of(ends).anyMatch(file::endsWith)).toList();
  }

  /** The folders that hold a module's main classes, by module. */
  List<String> modules() {
    return endingIn("/pom.xml").stream()
        .map(pom -> pom.substring(0, pom.length() - "/pom.xml".length()))
        .toList();
  }

  /** Whether a file or a folder of this name is part of the project. */
  boolean holds(String path) {
    return path.isEmpty()
        || files.contains(path)
        || files.stream().anyMatch(file -> file.startsWith(path + "/"));
  }

  /** The text of a file; empty if it is not text. */
  String text(String file) {
    byte[] bytes = bytes(root.resolve(file));
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\0') >= 0 ? "" : text;
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Files that are new and not ignored count too: they are found before they are committed.
  private static List<String> tracked(Path root) {
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new IllegalStateException("git ls-files failed in " + root);
      }
      return Stream.of(names.split("\0"))
          .filter(name -> Files.isRegularFile(root.resolve(name)))
          .distinct()
          .toList();
    } catch (IOException e) {
      // A checkout on a machine without git.
      return walked(root);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> walked(Path root) {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> children = Files.list(root)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        if (Files.isDirectory(child) && !NOT_SOURCE.contains(name)) {
          found.addAll(walked(child).stream().map(file -> name + "/" + file).toList());
        } else if (Files.isRegularFile(child)) {
          found.add(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(found);
  }

  /** Lines that tell of several faults, one each. */
  static String lines(List<String> faults) {
    return faults.stream().collect(Collectors.joining("\n  ", "\n  ", "\n"));
  }
}
