package dev.migrator.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is planned without something; every value is counted by hand. */
class SwitchTest {
  private static final Offset<Double> EXACTLY = within(1e-9);

  /**
   * The more accurate choice is worth 70.8, see {@link Cases#retraining}. The quicker one, in slots
   * 0 to 2, is worth 3 x 6 at 0.5, then at 0.7 2 x 6 until the 1g is set up again, 5 x 10 after
   * that and 20 beyond the horizon.
   */
  @Test
  void choicesAreToldFromEachOtherByAccuracyAndByLength() {
    PlanningProblem problem = choice();

    Explanation.Switched quicker = explain(problem, "quicker retrainings");
    assertThat(quicker.with()).isEqualTo(70.8, EXACTLY);
    assertThat(quicker.without()).as("the more accurate one alone").isEqualTo(70.8, EXACTLY);
    assertThat(explain(problem, "slower retrainings").without())
        .as("the quicker one alone")
        .isEqualTo(9 + 0.7 * (12 + 50 + 20), EXACTLY);
  }

  /**
   * b, worth half as much a request, has to be served all of its 60, and keeps its 1g: 60 of a
   * besides. Without the floor a gets it at once, and is served 2 x 6 and 8 x 12.
   */
  @Test
  void withoutFloorsNobodyIsServedForTheirSake() {
    TenantOutlook a = Cases.tenant("a", 1, Cases.steady(12), 0);
    TenantOutlook b = Cases.tenant("b", 0.5, Cases.steady(6), 0).withFloor(1);
    PlanningProblem problem =
        Cases.onPair(List.of(Cases.serving("a", 0), Cases.serving("b", 1)), a, b);

    Explanation.Switched floors = explain(problem, "floors");
    assertThat(floors.with()).isEqualTo(60 + 30, EXACTLY);
    assertThat(floors.without()).isEqualTo(12 + 96, EXACTLY);
  }

  /**
   * Of a either nothing or 12 arrive in a slot. One 1g answers the mean, 6, but 3 of what is to be
   * expected; a second one, in place of b's, 3 more. All of c is answered elsewhere.
   */
  @Test
  void forTheMeanAloneOneInstanceSeemsEnough() {
    double[][] levels = {Cases.steady(0), Cases.steady(12)};
    TenantOutlook a =
        Cases.tenant("a", 1, Cases.steady(0), 0)
            .with(new Demand(levels, new double[] {0.5, 0.5}, new double[0]));
    TenantOutlook b = Cases.tenant("b", 0.2, Cases.steady(6), 0);
    TenantOutlook c = Cases.tenant("c", 1, Cases.steady(6), 0);
    PlanningProblem problem =
        Cases.onPair(
            List.of(Cases.serving("a", 0), Cases.serving("b", 1)),
            a,
            b,
            c.with(c.demand().with(Cases.steady(6))));

    Explanation.Switched uncertainty = explain(problem, "uncertainty");
    assertThat(uncertainty.with()).as("a 2 x 3 + 8 x 6").isEqualTo(54 + 60, EXACTLY);
    assertThat(uncertainty.without()).as("a 30, b 60 at 0.2").isEqualTo(30 + 12 + 60, EXACTLY);
  }

  /**
   * Twice as much arrives in slots 4 to 7. With a pause, 3 slots are trained before and 3 after,
   * and 3 of those slots are served by two instances: 90 at 0.5. In one piece, the retraining ends
   * in slot 7 and nothing of the burst is served besides: 42 at 0.5 and 30 at 0.6. In either case
   * 100 requests beyond the horizon are answered at 0.6.
   */
  @Test
  void withoutPausingARetrainingIsInOnePiece() {
    Explanation.Switched pausing = explain(burst(), "pausing");

    assertThat(pausing.with()).isEqualTo(45 + 60, EXACTLY);
    assertThat(pausing.without()).isEqualTo(21 + 18 + 60, EXACTLY);
  }

  private static PlanningProblem choice() {
    RetrainingOption all = new RetrainingOption("all", 0.9, Map.of(Cases.HALF, 3));
    RetrainingOption quick = new RetrainingOption("quick", 0.7, Map.of(Cases.HALF, 1));
    return Cases.onPair(
        List.of(Cases.serving("a", 0), Cases.serving("a", 1)),
        Cases.tenant("a", 0.5, Cases.steady(10), 20, all, quick));
  }

  private static PlanningProblem burst() {
    double[] arrivals = new double[12];
    Arrays.fill(arrivals, 6);
    Arrays.fill(arrivals, 4, 8, 12);
    RetrainingOption all = new RetrainingOption("all", 0.6, Map.of(Cases.HALF, 6));
    return new PlanningProblem(
            Cases.PAIR,
            GpuModel.placements(Cases.PAIR.profiles()),
            arrivals.length,
            Map.of(Cases.HALF, 1),
            List.of(Cases.tenant("a", 0.5, arrivals, 100, all)),
            List.of(Cases.serving("a", 0)),
            true,
            0)
        .with(new Rules(true, 0, arrivals.length, Optional.of(new Pausing(0, 0))));
  }

  private static Explanation.Switched explain(PlanningProblem problem, String name) {
    PlannerSettings settings = PlannerSettings.exact();
    Switch one = Switch.ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return new SwitchExplainer(problem, new PathPlanner(settings).plan(problem), settings)
        .explain(one)
        .orElseThrow();
  }
}
