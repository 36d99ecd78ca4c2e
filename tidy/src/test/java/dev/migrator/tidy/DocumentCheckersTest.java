package dev.migrator.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proves the checkers of documents: each finds what it is there to find, and nothing else. */
final class DocumentCheckersTest {

  @Test
  void findsLinksPicturesReferencesAndTags() {
    String text =
        """
        See [a](a.md#part) and ![b](../b%20c.png "title").
        [c]: <../docs/c.md>
        <img src="d.svg"> <a href="https://example.org/e.md">e</a> [f](#f) [g](mailto:g@example.org)
        `[h](h.md)`
        ```
        [i](i.md)
        ```
        [j](j/)
        """;
    assertThat(MarkdownLinks.paths("docs/x.md", text.replace("<../docs/c.md>", "../docs/c.md")))
        .containsExactly("docs/a.md", "b c.png", "docs/c.md", "docs/d.svg", "docs/j");
  }

  @Test
  void findsPublicTypesWithoutJavadoc() {
    String text =
        """
        /** Documented. */
        @Deprecated
        public class A {
          public class Inner {}
        }

        class B {}

        // A comment is no Javadoc.
        @SuppressWarnings({"a",

            "b"})
        public record C(int c) {}

        public sealed interface D {}
        """;
    assertThat(JavaSource.undocumentedTypes(text)).containsExactly("C", "D");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"%.2f s\".formatted(1.0)",
        "(\"%s: \" + \"%,d\").formatted(name, 1)",
        "String.format(\"%5.1f\", 1.0)",
        "System.out.printf(\"%d of %e%n\", 1, 2.0)"
      })
  void findsNumbersThatAreWrittenOtherwiseElsewhere(String call) {
    assertThat(JavaSource.textsOfAnyLocale(inClass(call))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"%d of %s, %5d%%, fine\".formatted(1, 2, 3)",
        "String.format(Locale.ROOT, \"%.2f\", 1.0)",
        "text(\"%.2f\", 1.0)"
      })
  void passesNumbersThatAreWrittenAlikeEverywhere(String call) {
    assertThat(JavaSource.textsOfAnyLocale(inClass(call))).isEmpty();
  }

  private static String inClass(String call) {
    return "class A { Object b = " + call + "; }";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// TO" + "DO later",
        "fix it (FIX" + "ME)",
        "cd /ho" + "me/someone",
        "see '/wo" + "rk/shared'",
        "/ro" + "ot/.m2",
        "<url>https://re" + "po.example.org/x</url>",
        "http://registry" + "2.example.org"
      })
  void findsWhatNoFileMaySay(String text) {
    assertThat(Words.brokenBy("a.txt", "\n" + text))
        .singleElement()
        .asString()
        .startsWith("a.txt:2: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mktemp /tmp/a.XXXX" + "XX",
        "https://example.org/home/page",
        "${HOME}/wo" + "rk/x",
        "src/work/Home.java",
        "https://github.com/a/repo.git",
        "TODOS"
      })
  void allowsWhatOnlyLooksLikeIt(String text) {
    assertThat(Words.brokenBy("a.txt", text)).isEmpty();
  }

  @Test
  void walksATreeWithoutGitPastBuildFolders(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve("a/target/classes"));
    Files.createDirectories(root.resolve("a/src"));
    Files.writeString(root.resolve("a/target/classes/X.java"), "x");
    Files.writeString(root.resolve("a/src/Y.java"), "y");
    Files.writeString(root.resolve("README.md"), "z");
    SourceTree tree = SourceTree.at(root);
    assertThat(tree.files()).containsExactly("README.md", "a/src/Y.java");
    assertThat(tree.holds("a/src")).isTrue();
    assertThat(tree.holds("a/sr")).isFalse();
  }
}
