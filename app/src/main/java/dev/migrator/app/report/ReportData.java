package dev.migrator.app.report;

import java.util.List;

/**
 * Everything that a report shows.
 *
 * @param title heading of the page
 * @param subtitle a line below the heading; may be empty
 * @param scenarios one section each, in this order
 */
public record ReportData(String title, String subtitle, List<ScenarioReport> scenarios) {
  public ReportData {
    scenarios = List.copyOf(scenarios);
  }
}
