package dev.migrator.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is formatted by google-java-format; with {@code -Dtidy.fix=true} it is made so.
 */
final class FormatTest {
  private static final String HOW_TO_FIX = "Format them with: mvn -q -pl tidy test -Dtidy.fix=true";

  private final Formatter formatter = new Formatter();
  private final SourceTree tree = SourceTree.ofTheProject();

  @Test
  void everyJavaFileIsFormatted() throws Exception {
    List<String> unformatted = unformatted();
    if (Boolean.getBoolean("tidy.fix")) {
      fix(unformatted);
      unformatted = unformatted();
    }
    assertThat(unformatted).as("files that are not formatted. %s", HOW_TO_FIX).isEmpty();
  }

  @Test
  void looksAtFilesOfEveryKind() {
    assertThat(tree.endingIn(".java"))
        .anyMatch(file -> file.startsWith("core/src/main/"))
        .anyMatch(file -> file.startsWith("tidy/src/test/"))
        .anyMatch(file -> file.endsWith("package-info.java"));
  }

  @Test
  void tellsFormattedFromUnformatted() throws FormatterException {
    assertThat(formatted("class A{int b;}\n")).isEqualTo("class A {\n  int b;\n}\n");
    assertThat(formatted("import b.B;\nimport a.A;\n\nclass C {\n  A a;\n  B b;\n}\n"))
        .startsWith("import a.A;\nimport b.B;\n");
  }

  private List<String> unformatted() throws FormatterException {
    List<String> files = new ArrayList<>();
    for (String file : tree.endingIn(".java")) {
      String text = tree.text(file);
      if (!text.equals(formatted(text))) {
        files.add(file);
      }
    }
    return files;
  }

  private void fix(List<String> files) throws FormatterException, IOException {
    for (String file : files) {
      Files.writeString(tree.root().resolve(file), formatted(tree.text(file)));
      System.out.println("formatted " + file);
    }
  }

  // As google-java-format does on the command line: imports too, and long texts.
  private String formatted(String text) throws FormatterException {
    return formatter.formatSourceAndFixImports(text);
  }
}
