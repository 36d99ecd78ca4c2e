package dev.migrator.app.command;

import dev.migrator.app.comparison.Comparison;
import dev.migrator.app.comparison.ComparisonAnswer;
import dev.migrator.app.comparison.ComparisonTable;
import dev.migrator.app.comparison.Reports;
import dev.migrator.app.comparison.ScenarioRuns;
import dev.migrator.app.output.OutputFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs a comparison and shows it. Everything is computed before anything is written or printed.
 *
 * @param screen where the answer goes
 * @param output how it is shown
 * @param title of the report
 * @param report where the report goes, if one is wanted
 */
record SideBySide(Screen screen, OutputFormat output, String title, Optional<ReportFolder> report) {

  void show(Comparison comparison) {
    List<ScenarioRuns> runs = screen.run(comparison);
    String answer = output.render(ComparisonAnswer.of(runs), () -> ComparisonTable.of(runs));
    Optional<Path> page = report.map(folder -> folder.write(Reports.of(title, runs)));
    screen.print(answer);
    page.ifPresent(this::name);
  }

  /** Beside an answer for programs there is only stderr. */
  private void name(Path page) {
    if (output == OutputFormat.TABLE) {
      screen.print("\nOpen %s\n".formatted(page));
    } else {
      screen.say("report: " + page);
    }
  }
}
