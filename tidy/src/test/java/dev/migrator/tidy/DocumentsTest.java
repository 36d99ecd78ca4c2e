package dev.migrator.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written is true of the tree: links lead somewhere, types and packages are described. */
final class DocumentsTest {
  private static final int MOST_LINES = 800;

  private final SourceTree tree = SourceTree.ofTheProject();
  private final List<String> mainSources =
      tree.endingIn(".java").stream().filter(file -> file.contains("src/main/java/")).toList();

  @Test
  void everyLinkLeadsToAFileOfTheProject() {
    assertThat(tree.endingIn(".md")).isNotEmpty();
    none(
        tree.endingIn(".md").stream()
            .flatMap(
                file ->
                    MarkdownLinks.paths(file, tree.text(file)).stream()
                        .filter(path -> !tree.holds(path))
                        .map(path -> file + " links to " + path + ", which is no tracked file.")));
  }

  @Test
  void everyPublicTypeIsDescribed() {
    assertThat(mainSources).isNotEmpty();
    none(
        mainSources.stream()
            .flatMap(
                file ->
                    JavaSource.undocumentedTypes(tree.text(file)).stream()
                        .map(type -> file + ": " + type + " has no Javadoc.")));
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    none(
        mainSources.stream()
            .map(file -> file.substring(0, file.lastIndexOf('/')) + "/package-info.java")
            .distinct()
            .filter(file -> !tree.holds(file) || !isDescribedAndNullMarked(tree.text(file)))
            .map(file -> file + " is missing, or without @NullMarked or a comment."));
  }

  @Test
  void numbersAreWrittenAlikeEverywhere() {
    none(
        mainSources.stream()
            .filter(file -> !file.startsWith("bench/") && !file.contains("/figures/"))
            .flatMap(
                file ->
                    JavaSource.textsOfAnyLocale(tree.text(file)).stream()
                        .map(format -> file + ": " + format + " without a Locale.")));
  }

  @Test
  void noMainSourceIsTooLong() {
    none(
        mainSources.stream()
            .filter(file -> tree.text(file).lines().count() > MOST_LINES)
            .map(file -> file + " has more than " + MOST_LINES + " lines."));
  }

  @Test
  void noFileSaysWhatItMustNot() {
    none(tree.files().stream().flatMap(file -> Words.brokenBy(file, tree.text(file)).stream()));
  }

  private static boolean isDescribedAndNullMarked(String packageInfo) {
    return packageInfo.contains("@NullMarked") && packageInfo.contains("/**");
  }

  private static void none(Stream<String> faults) {
    List<String> all = faults.toList();
    assertThat(all).as(SourceTree.lines(all)).isEmpty();
  }
}
