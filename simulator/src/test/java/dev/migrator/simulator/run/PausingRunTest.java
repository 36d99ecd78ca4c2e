package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.control.ChoiceRule;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.CheckpointTimes;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.simulator.world.InstanceBar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Retrainings that are paused and resumed, from plan to measured accuracy. */
final class PausingRunTest {
  private static final Task.Retrain TRAIN = new Task.Retrain("vision", "last-layer");
  private static final RetrainingSettings PAUSING =
      new RetrainingSettings(
          ChoiceRule.ANY,
          Optional.of(new CheckpointTimes(Duration.ofSeconds(1), Duration.ofSeconds(2))));

  @Test
  void whatIsMeasuredIsWhatThePausingPlanPromised() {
    Run run = SimulationTest.run(experiment(), new Pauser(false));

    double promised = run.plans().getFirst().value();
    assertThat(run.refused()).isEmpty();
    assertThat(run.scorecard().retrainings()).isEqualTo(1);
    assertThat(run.scorecard().goodput()).isCloseTo(promised, within(0.03 * promised));
    assertThat(trainings(run)).isEqualTo(2);
  }

  @Test
  void aPlanMadeDuringThePauseResumesFromTheCheckpoint() {
    Run run = SimulationTest.run(experiment(), new Pauser(true));

    assertThat(run.refused()).isEmpty();
    assertThat(run.scorecard().retrainings()).isEqualTo(1);
    assertThat(trainings(run)).isEqualTo(2);
  }

  private static long trainings(Run run) {
    return run.recording().instances().stream()
        .filter(bar -> bar.task().filter(TRAIN::equals).isPresent())
        .map(InstanceBar::placement)
        .count();
  }

  private static Experiment experiment() {
    Experiment whole = SimulationTest.experiment(1, 0);
    return new Experiment(
        whole.name(),
        whole.settings().with(PAUSING),
        whole.tenants(),
        whole.histories(),
        whole.windows(),
        whole.seed(),
        whole.retrainingError());
  }

  /**
   * Retrains vision on 3g at 0 from the beginning, pauses after ten slots, and goes on in slot 60
   * on 2g at 0; anew in slot 40, if asked to.
   *
   * @param again whether to plan in slot 40 too
   */
  private record Pauser(boolean again) implements Planner {
    @Override
    public String name() {
      return "pauser";
    }

    @Override
    public boolean isDue(Occasion occasion) {
      return occasion.isWindowBegin() || again && occasion.slotInWindow() == 40;
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      List<PlannedInstance> instances = new ArrayList<>();
      RetrainingOption option = problem.tenant("vision").option("last-layer");
      Profile three = profile(problem, "3g");
      Profile two = profile(problem, "2g");
      double left = 1;
      int from = 20;
      if (problem.slots() == 200) {
        int ready = problem.setupSlots(three);
        instances.add(
            new PlannedInstance(new Placement(three, 0), TRAIN, 0, ready, ready + 11, false));
        left -= 10.0 / option.slots().getOrDefault(three, 1);
        from = 60;
      }
      int slots = (int) Math.ceil(left * option.slots().getOrDefault(two, 1) - 1e-9);
      int ready = from + problem.setupSlots(two) + 2;
      instances.add(
          new PlannedInstance(new Placement(two, 0), TRAIN, from, ready, ready + slots, false));
      Placement serves = new Placement(three, 4);
      Task infer = new Task.Infer("vision");
      boolean kept =
          problem.inherited().stream().map(Inherited::placement).anyMatch(serves::equals);
      instances.add(
          new PlannedInstance(
              serves, infer, 0, kept ? 0 : problem.setupSlots(three), problem.slots(), kept));
      double value = PlanCheck.value(problem, instances);
      return new Plan(name(), problem.slots(), instances, value, Double.MAX_VALUE);
    }

    private static Profile profile(PlanningProblem problem, String key) {
      return problem.profiles().stream().filter(p -> p.key().equals(key)).findFirst().orElseThrow();
    }
  }
}
