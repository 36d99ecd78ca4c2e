package dev.migrator.app.explain;

import dev.migrator.app.planning.ProblemSource;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Small problems and plans whose costs and earnings can be counted by hand. */
public final class Cases {
  static final Profile HALF = profile("1g", 1, 1, 2, 0, 1);
  static final Profile ONE = profile("1g", 1, 1, 4, 0, 1, 2, 3);
  public static final Profile TWO = profile("2g", 2, 2, 2, 0, 2);
  static final Profile FOUR = profile("4g", 4, 4, 1, 0);

  /** Two slices, one profile. */
  static final GpuModel PAIR = new GpuModel("pair", List.of(), 2, 2, List.of(HALF));

  /** As an A30. */
  public static final GpuModel SMALL =
      new GpuModel("small", List.of(), 4, 4, List.of(ONE, TWO, FOUR));

  public static final ProblemSource SOURCE =
      new ProblemSource("tiny.yaml", "", 0, "migrator", "clairvoyant", 1, "0");

  private static final int SLOTS = 10;
  private static final int SETUP = 2;

  private Cases() {}

  /**
   * In slot 3 a gives one of its two 1g to b, whose requests come from slot 5 on. In slots 3 and 4
   * that costs 4 requests of a each, worth 0.5; from slot 5 on b is served 6 at 1.0 each slot, and
   * a 4 less at 0.5.
   */
  static PlanningProblem handover() {
    double[] late = new double[SLOTS];
    Arrays.fill(late, 5, SLOTS, 6);
    return onPair(
        List.of(serving("a", 0), serving("a", 1)),
        tenant("a", 0.5, steady(10), 0),
        tenant("b", 1, late, 0));
  }

  static Plan handoverPlan() {
    return plan(
        handover(),
        new PlannedInstance(at(0), new Task.Infer("a"), 0, 0, 10, true),
        new PlannedInstance(at(1), new Task.Infer("a"), 0, 0, 3, true),
        new PlannedInstance(at(1), new Task.Infer("b"), 3, 5, 10, false));
  }

  /**
   * In place of one of its two 1g, a is retrained in slots 0 to 5, from 0.5 to 0.9; then the 1g is
   * set up again. 20 requests count beyond the horizon.
   */
  static PlanningProblem retraining() {
    RetrainingOption all = new RetrainingOption("all", 0.9, Map.of(HALF, 3));
    return onPair(List.of(serving("a", 0), serving("a", 1)), tenant("a", 0.5, steady(10), 20, all));
  }

  static Plan retrainingPlan() {
    return plan(
        retraining(),
        new PlannedInstance(at(0), new Task.Infer("a"), 0, 0, 10, true),
        new PlannedInstance(at(1), new Task.Retrain("a", "all"), 0, 2, 5, false),
        new PlannedInstance(at(1), new Task.Infer("a"), 5, 7, 10, false));
  }

  /** The same, where the retraining may be paused. */
  static PlanningProblem pausing() {
    PlanningProblem problem = retraining();
    return problem.with(problem.rules().withPausing(Optional.of(new Pausing(1, 1))));
  }

  /**
   * a is retrained in slots 0 to 3, of which it trains in one and writes in one, and in slots 4 to
   * 8, of which it reads in one and trains in two.
   */
  static Plan pausedPlan() {
    return plan(
        pausing(),
        new PlannedInstance(at(0), new Task.Infer("a"), 0, 0, 10, true),
        new PlannedInstance(at(1), new Task.Retrain("a", "all"), 0, 2, 4, false),
        new PlannedInstance(at(1), new Task.Retrain("a", "all"), 4, 7, 9, false));
  }

  /**
   * Seeded: bursts, retrainings, something inherited, perhaps floors, perhaps no handover, perhaps
   * pauses.
   */
  public static PlanningProblem random(long seed) {
    Random random = new Random(seed);
    int slots = 24;
    TenantOutlook[] tenants = new TenantOutlook[2];
    for (int i = 0; i < tenants.length; i++) {
      double[] arrivals = new double[slots];
      double level = 10;
      for (int slot = 0; slot < slots; slot++) {
        level = random.nextDouble() < 0.3 ? 20 * random.nextDouble() : level;
        arrivals[slot] = level;
      }
      RetrainingOption option =
          new RetrainingOption("all", 0.6 + 0.4 * random.nextDouble(), Map.of(ONE, 9, TWO, 5));
      Map<Profile, Double> capacity = new HashMap<>(Map.of(ONE, 4.0, TWO, 8.0, FOUR, 15.0));
      TenantOutlook tenant =
          new TenantOutlook("t" + i, 1, 0.5, arrivals, capacity, List.of(option), false, 30);
      tenants[i] = tenant.withFloor(random.nextBoolean() ? 0.3 : 0);
    }
    List<Inherited> inherited =
        List.of(
            new Inherited.Serving(new Placement(TWO, 0), new Task.Infer("t0"), 0),
            new Inherited.Serving(new Placement(ONE, 2), new Task.Infer("t1"), 1));
    return new PlanningProblem(
            SMALL,
            GpuModel.placements(SMALL.profiles()),
            slots,
            Map.of(ONE, SETUP, TWO, SETUP, FOUR, SETUP),
            List.of(tenants),
            inherited,
            true,
            0.001)
        .with(
            new Rules(random.nextBoolean(), 0.001, slots)
                .withPausing(
                    random.nextBoolean() ? Optional.of(new Pausing(0, 0)) : Optional.empty()));
  }

  static Plan plan(PlanningProblem problem, PlannedInstance... instances) {
    double value = PlanCheck.value(problem, List.of(instances));
    return new Plan("by hand", problem.slots(), List.of(instances), value, value);
  }

  static Placement at(int start) {
    return new Placement(HALF, start);
  }

  static PlanningProblem onPair(List<Inherited> inherited, TenantOutlook... tenants) {
    return new PlanningProblem(
        PAIR,
        GpuModel.placements(PAIR.profiles()),
        SLOTS,
        Map.of(HALF, SETUP),
        List.of(tenants),
        inherited,
        true,
        0);
  }

  static TenantOutlook tenant(
      String name,
      double accuracy,
      double[] arrivals,
      double requestsAfter,
      RetrainingOption... options) {
    return new TenantOutlook(
        name, 1, accuracy, arrivals, Map.of(HALF, 6.0), List.of(options), false, requestsAfter);
  }

  static Inherited serving(String tenant, int start) {
    return new Inherited.Serving(at(start), new Task.Infer(tenant), 0);
  }

  static double[] steady(double arrivals) {
    return IntStream.range(0, SLOTS).mapToDouble(_ -> arrivals).toArray();
  }

  private static Profile profile(String key, int compute, int memory, int most, Integer... starts) {
    return new Profile(
        "test",
        key,
        key,
        compute,
        memory,
        most,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(starts),
        Duration.ZERO,
        Duration.ZERO);
  }
}
