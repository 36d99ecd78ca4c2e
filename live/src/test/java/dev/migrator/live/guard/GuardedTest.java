package dev.migrator.live.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.control.Guarded;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.fixtures.Cases;
import dev.migrator.fixtures.Gpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A planner's failure costs a plan and nothing else. */
final class GuardedTest {
  private static final PlanningProblem PROBLEM =
      Cases.problem(
          6,
          2,
          Gpus.placements(Gpus.A30),
          List.of(Cases.tenant("a", 0.8, Cases.steady(6, 10))),
          Cases.serving("a", Gpus.at("2g", 0), 0),
          Cases.serving("a", Gpus.at("1g", 2), 2),
          Cases.training("a", Gpus.at("1g", 3), 3, 0.9));
  private static final Snapshot NOTHING = new Snapshot(0, List.of(), List.of());

  private final List<String> failures = new ArrayList<>();

  @Test
  void keepsWhatExistsByALegalPlanWhenAPlannerThrows() {
    Guarded guarded = guarded(PlanAttempt.PATIENT, new IllegalStateException("no idea"));
    for (Plan plan : List.of(guarded.plan(PROBLEM), guarded.replan(PROBLEM, List.of()))) {
      assertThat(PlanCheck.violations(PROBLEM, plan)).isEmpty();
      assertThat(plan.instances()).hasSize(3).allMatch(PlannedInstance::inherited);
    }
    assertThat(failures).hasSize(2).allMatch(f -> f.startsWith("PLAN") && f.contains("no idea"));
  }

  @Test
  void keepsWhatExistsWhenAPlannerRunsOutOfMemory() {
    Guarded guarded = guarded(PlanAttempt.PATIENT, new OutOfMemoryError("made up"));
    assertThat(guarded.plan(PROBLEM).instances()).hasSize(3);
    assertThat(failures).hasSize(1);
  }

  @Test
  void keepsWhatExistsWhenAPlannerIsLate() {
    PlanAttempt late =
        new PlanAttempt() {
          @Override
          public Plan of(Supplier<Plan> planning) {
            throw new TooLateException("5 s");
          }
        };
    assertThat(guarded(late, new IllegalStateException()).plan(PROBLEM).instances()).hasSize(3);
    assertThat(failures).singleElement().asString().contains("5 s");
  }

  @Test
  void plansWhenAWindowBeginsIfAPlannerCannotSayWhen() {
    Guarded guarded = guarded(PlanAttempt.PATIENT, new IllegalStateException("no idea"));
    assertThat(guarded.isDue(new Occasion(NOTHING, 3, 3, Set.of()))).isFalse();
    assertThat(guarded.isDue(new Occasion(NOTHING, 0, 3, Set.of(Reason.WINDOW_BEGINS)))).isTrue();
    assertThat(failures).hasSize(2).allMatch(failure -> failure.startsWith("IS_DUE"));
  }

  private Guarded guarded(PlanAttempt attempt, Throwable thrown) {
    return new Guarded(
        new Throwing(thrown), attempt, (call, why) -> failures.add(call + " " + why));
  }

  private record Throwing(Throwable thrown) implements Planner {
    @Override
    public String name() {
      return "throwing";
    }

    @Override
    public boolean isDue(Occasion occasion) {
      throw asUnchecked();
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      throw asUnchecked();
    }

    private RuntimeException asUnchecked() {
      if (thrown instanceof Error error) {
        throw error;
      }
      return (RuntimeException) thrown;
    }
  }
}
