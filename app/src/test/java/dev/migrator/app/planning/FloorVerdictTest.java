package dev.migrator.app.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two tenants of 10 requests a slot on a GPU of one place, which serves 10. */
class FloorVerdictTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final Profile WHOLE = A100.whole();
  private static final Placement PLACE = new Placement(WHOLE, 0);
  private static final int SLOTS = 10;

  @Test
  void saysNothingWhenAllFloorsAreMet() {
    PlanningProblem problem = problem(0.9, 0);

    FloorVerdict verdict = FloorVerdict.of(problem, serving("vision", 0), failing());

    assertThat(verdict.sentence()).isEmpty();
  }

  @Test
  void saysThatFloorsCannotBeMetTogetherWhereThatIsProven() {
    Plan best = serving("vision", -5);

    assertThat(FloorVerdict.of(problem(0.95, 0.9), serving("text", 0), answering(best)).sentence())
        .contains(
            "floors: vision 0.95, text 0.90 cannot be met together in this window; the best found"
                + " is vision 1.00, text 0.00. Maybe lower a floor, or move a tenant to another"
                + " GPU.");
  }

  @Test
  void saysThatItIsNotKnownWhereNothingIsProven() {
    Plan best = serving("vision", 0);

    assertThat(FloorVerdict.of(problem(0.95, 0.9), serving("text", 0), answering(best)).sentence())
        .contains(
            "floors: vision 0.95, text 0.90 are not met by the plan found, which gives vision 0.00,"
                + " text 1.00; whether they can be met together is not known, the best found for"
                + " them alone is vision 1.00, text 0.00. Maybe lower a floor?");
  }

  @Test
  void saysThatFloorsCouldBeMetWhereAPlanIsFoundThatMeetsThem() {
    Plan best = serving("vision", 0);

    assertThat(FloorVerdict.of(problem(0.5, 0), serving("text", 0), answering(best)).sentence())
        .contains(
            "floors: vision 0.50 are not met by the plan found, which gives vision 0.00, although"
                + " they can be met. Maybe raise planning.effort?");
  }

  @Test
  void asksForAPlanThatEarnsNothingButWhatFloorsDeduct() {
    List<PlanningProblem> asked = new ArrayList<>();
    FloorVerdict.of(problem(0.95, 0.9), serving("text", 0), noting(asked));

    PlanningProblem problem = asked.getFirst();
    assertThat(problem.setupPenalty()).isZero();
    assertThat(problem.tenants()).allMatch(t -> t.accuracy() == 0 && t.requestsAfter() == 0);
    assertThat(problem.tenants()).extracting(TenantOutlook::floor).containsExactly(0.95, 0.9);
    assertThat(problem.inherited()).hasSize(1);
  }

  private static PlanningProblem problem(double vision, double text) {
    return new PlanningProblem(
        List.of(A100),
        List.of(PLACE),
        SLOTS,
        Map.of(WHOLE, 2),
        List.of(tenant("vision", vision), tenant("text", text)),
        List.of(new Inherited.Serving(PLACE, new Task.Infer("vision"), 0)),
        new Rules(true, 1e-3, SLOTS));
  }

  private static TenantOutlook tenant(String name, double floor) {
    double[] arrivals = new double[SLOTS];
    Arrays.fill(arrivals, 10);
    return new TenantOutlook(
        name, 1, 0.8, Demand.certain(arrivals), Map.of(WHOLE, 10.0), List.of(), false, 5, floor);
  }

  private static Plan serving(String tenant, double bound) {
    return new Plan(
        "test",
        SLOTS,
        List.of(new PlannedInstance(PLACE, new Task.Infer(tenant), 0, 0, SLOTS, true)),
        bound,
        bound);
  }

  private static Planner failing() {
    return planner(
        problem -> {
          throw new AssertionError("asked for a plan");
        });
  }

  private static Planner answering(Plan plan) {
    return planner(_ -> plan);
  }

  private static Planner noting(List<PlanningProblem> asked) {
    return planner(
        problem -> {
          asked.add(problem);
          return serving("vision", -5);
        });
  }

  private static Planner planner(java.util.function.Function<PlanningProblem, Plan> answer) {
    return new Planner() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public Plan plan(PlanningProblem problem) {
        return answer.apply(problem);
      }
    };
  }
}
