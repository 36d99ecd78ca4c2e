package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.Migrator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void isTheExampleOfThatName() throws IOException {
    assertThat(DemoCommand.bundled()).isEqualTo(Files.readString(Path.of("../examples/demo.yaml")));
  }

  @Test
  void refusesAFileForItsReportBeforeItWorks() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "mine");
    assertThat(run("demo", "--report", taken.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("--report: ", "but it is a file");
  }

  /** Long: it runs all policies on three tenants. */
  @Tag("long")
  @Test
  void putsThePoliciesSideBySideAndEndsWithThePageToOpen() {
    assertThat(run("demo", "--report", folder.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^migrator +\\d+")
        .containsPattern("(?m)^static +\\d+")
        .containsPattern("(?m)^reactive +\\d+")
        .containsPattern("(?m)^clairvoyant +\\d+")
        .endsWith("\nOpen %s\n".formatted(folder.resolve("index.html")));
    assertThat(folder.resolve("index.html")).isNotEmptyFile();
    assertThat(err.toString()).isEmpty();
  }

  private int run(String... args) {
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
  }
}
