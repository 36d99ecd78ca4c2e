package dev.migrator.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Leaves pages to look at in {@code target/}. */
class SampleReportTest {
  @Test
  void keepsALongComparisonBelowTwentyMegabytes() throws IOException {
    Path page = HtmlReport.write(Path.of("target", "sample-report"), SampleReport.large());
    assertThat(Files.size(page)).isBetween(1_000_000L, 20_000_000L);
  }
}
