package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.migrator.core.model.TenantOutlook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerSpeedTest {

  @Test
  void comparesPlansOfTheSameProblems() {
    PlannerSpeed.Report report =
        PlannerSpeed.report(
            PlannerSpeed.options(
                "--sizes", "2x30,2x40", "--instances", "2", "--ilp", "0.3", "--repeats", "1"));

    assertThat(report.outcomes()).hasSize(4);
    for (PlannerSpeedRace.Outcome outcome : report.outcomes()) {
      assertThat(outcome.gap()).isBetween(0.0, 0.02);
      assertThat(outcome.variables()).isPositive();
      assertThat(outcome.millisToValue()).isPositive().isLessThanOrEqualTo(outcome.millis());
      assertThat(outcome.solvers()).hasSize(3);
      for (PlannerSpeedRace.Solver solver : outcome.solvers()) {
        assertThat(solver.limitValue()).isLessThanOrEqualTo(outcome.bound() * (1 + 1e-6));
      }
    }
    assertThat(report.summary().sizes())
        .extracting(PlannerSpeedSummary.Size::problems)
        .containsExactly(2, 2);
    assertThat(report.summary().rivals())
        .extracting(PlannerSpeedSummary.Rival::engine)
        .containsExactly("SCIP", "HIGHS", "CP_SAT", "best");
    assertThat(report.summary().table().lines()).hasSize(10);
  }

  @Test
  void drawsWhatWasMeasured(@TempDir Path folder) throws IOException {
    Path measured = folder.resolve("two.json");
    Path picture = folder.resolve("speed.svg");
    PlannerSpeed.main(
        new String[] {
          "--sizes",
          "2x30",
          "--instances",
          "3",
          "--planners",
          "migrator",
          "--output",
          "json",
          "--to",
          measured.toString()
        });

    PlannerSpeedPicture.main(new String[] {picture.toString(), measured.toString()});

    assertThat(picture).content().contains("2 tenants, 3 problems: ", " % within 0.3 s</text>");
  }

  @Test
  void drawsTheShareWithinWhatIsAskedFor() {
    String picture =
        PlannerSpeedPicture.of(
            new TreeMap<>(
                Map.of(
                    2, List.of(20.0, 300.0, 299.0, 2_677.0),
                    3, List.of(10.0),
                    7, List.of(4_999.0, 12.0))));

    assertThat(picture)
        .contains("2 tenants, 4 problems: 50.0 % within 0.3 s<")
        .contains("3 tenants, 1 problems<")
        .contains("7 tenants, 2 problems: 100.0 % within 5 s<");
  }

  @Test
  void goesOnToTheGapThatIsAskedFor() {
    PlannerSpeed.Report report =
        PlannerSpeed.report(
            PlannerSpeed.options(
                "--sizes", "2x40", "--instances", "3", "--planners", "migrator", "--gap", "0.001"));

    assertThat(report.outcomes())
        .hasSize(3)
        .allSatisfy(outcome -> assertThat(outcome.gap()).isLessThanOrEqualTo(1e-5 + 1e-9));
  }

  @Test
  void drawsTheSameProblemAgain() {
    PlannerSpeedInstances instances =
        new PlannerSpeedInstances(PlannerSpeedArrivals.generators(), 3);

    PlannerSpeedInstances.Instance one = instances.instance(4, 50, 1);
    PlannerSpeedInstances.Instance again = instances.instance(4, 50, 1);

    assertThat(one.problem().inherited()).isNotEmpty().isEqualTo(again.problem().inherited());
    assertThat(one.problem().tenants()).extracting(TenantOutlook::name).doesNotHaveDuplicates();
    for (int i = 0; i < 4; i++) {
      assertThat(one.problem().tenants().get(i).arrivals())
          .containsExactly(again.problem().tenants().get(i).arrivals());
    }
  }

  @Test
  void scalesWindowsOfRealTracesToTheirMean() {
    Path traces = Path.of(System.getProperty("migrator.shared"), "traces");
    assumeThat(traces).as("the real traces, which are not part of the project").isDirectory();
    for (PlannerSpeedArrivals source : PlannerSpeedArrivals.traces(traces)) {
      double[] window = source.window(200, 30, new Random(1));

      assertThat(Arrays.stream(window).average().orElse(0)).isBetween(29.999, 30.001);
      assertThat(Arrays.stream(window).distinct().count()).isGreaterThan(3);
    }
  }

  @Test
  void takesNoWindowThatTheCollectorMissed() {
    int[] counts = new int[2_000];
    Arrays.fill(counts, 0, 500, 10);
    PlannerSpeedArrivals source = new PlannerSpeedArrivals.FromTrace("holes", counts, 24);
    Random random = new Random(4);
    for (int i = 0; i < 20; i++) {
      double[] window = source.window(100, 1, random);

      assertThat(Arrays.stream(window).filter(count -> count == 0).count()).isLessThanOrEqualTo(24);
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> PlannerSpeed.options("--seeds", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[--seeds, 2]; expected pairs of a name and a value, names of");
    assertThat(PlannerSpeed.options().keySet()).containsAll(List.of("--traces", "--ilp"));
  }
}
