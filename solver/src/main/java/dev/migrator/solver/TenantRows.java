package dev.migrator.solver;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one tenant earns: at each level of its demand, requests served by the old model (q0) and by
 * a retrained one (q1), held below what its ready instances and those elsewhere can serve, below
 * what arrives at that level, and each to its own side of the retraining's end. All levels share
 * the instances; what is served at a level counts by the level's share.
 *
 * <p>What is missing to the tenant's floor is one more variable, above 0 and above the floor less
 * what is served.
 */
final class TenantRows {
  private final MPSolver solver;
  private final TenantOutlook tenant;
  private final int slots;
  private final double accuracyAtEnd;
  private final Optional<Floor> floor;
  private final List<Renewal> renewals = new ArrayList<>();
  private final NavigableMap<Integer, SlotRows> busy = new TreeMap<>();

  TenantRows(MPSolver solver, PlanningProblem problem, Givens givens, TenantOutlook tenant) {
    this.solver = solver;
    this.tenant = tenant;
    this.slots = problem.slots();
    this.accuracyAtEnd = givens.accuracy(tenant, slots);
    this.floor = floor(problem.floorPrice(tenant));
    for (int slot = 0; slot < slots; slot++) {
      if (tenant.demand().most(slot) > 0) {
        Optional<Silence> silence =
            problem.preInitialization() ? Optional.empty() : Optional.of(Silence.on(solver));
        busy.put(slot, rows(slot, givens.accuracy(tenant, slot), silence));
      }
    }
    MPObjective objective = solver.objective();
    double afterwards = tenant.weight() * accuracyAtEnd * tenant.requestsAfter();
    objective.setOffset(objective.offset() + afterwards);
  }

  /** Lets a variable that is 1 serve the tenant in that slot. */
  void serve(MPVariable variable, Profile profile, int slot) {
    double capacity = tenant.capacityOf(profile);
    // Serving more than arrives is worth nothing, and the smaller number makes the tighter row.
    levels(slot)
        .forEach(
            rows -> rows.capacity().setCoefficient(variable, -Math.min(capacity, rows.left())));
  }

  /**
   * Lets a variable that is 1 set an instance up in the slots {@code [from, to)}, which silences
   * the tenant's instances where there is no pre-initialization.
   */
  void setUp(MPVariable variable, Placement placement, int from, int to) {
    busy.subMap(from, to).values().stream()
        .flatMap(rows -> rows.silence().stream())
        .forEach(silence -> silence.keepWhile(variable, placement));
  }

  /**
   * Adds a retraining option: whether it is done by each slot (done), and what it then serves.
   *
   * @param starts its starts, at least one, with the variable of each
   */
  void retrain(RetrainingOption option, Map<Start, MPVariable> starts) {
    double gain = tenant.weight() * (option.accuracyAfter() - accuracyAtEnd);
    starts.values().forEach(variable -> earn(variable, gain * tenant.requestsAfter()));
    int firstEnd = Collections.min(starts.keySet().stream().map(Start::to).toList());
    MPVariable[] done = solver.makeNumVarArray(slots - firstEnd, 0, 1);
    MPConstraint[] ends = new MPConstraint[done.length];
    for (int i = 0; i < done.length; i++) {
      ends[i] = solver.makeConstraint(0, 0);
      ends[i].setCoefficient(done[i], 1);
      if (i > 0) {
        ends[i].setCoefficient(done[i - 1], -1);
      }
      MPVariable isDone = done[i];
      levels(firstEnd + i).forEach(rows -> renew(rows, option, isDone));
    }
    starts.forEach(
        (start, variable) -> {
          if (start.to() < slots) {
            ends[start.to() - firstEnd].setCoefficient(variable, -1);
          }
        });
    renewals.add(new Renewal(option, firstEnd, done));
  }

  /**
   * Gives this tenant's variables the values that they have in a plan.
   *
   * @param instances the plan's instances
   * @param values by variable
   */
  void describe(List<PlannedInstance> instances, double[] values) {
    List<PlannedInstance> own =
        instances.stream().filter(i -> i.task().tenant().equals(tenant.name())).toList();
    Optional<PlannedInstance> retraining =
        own.stream().filter(i -> i.task() instanceof Task.Retrain && !i.inherited()).findFirst();
    Optional<Renewal> renewal = retraining.flatMap(this::renewal);
    int end = retraining.map(PlannedInstance::to).orElse(slots);
    renewal.ifPresent(
        by -> {
          for (int slot = end; slot < slots; slot++) {
            values[by.done()[slot - by.firstEnd()].index()] = 1;
          }
        });
    double[] served = {0};
    busy.forEach(
        (slot, rows) -> {
          List<PlannedInstance> serving =
              own.stream().filter(i -> i.task() instanceof Task.Infer && i.existsIn(slot)).toList();
          boolean silent = serving.stream().anyMatch(instance -> !instance.isReadyIn(slot));
          rows.silence().ifPresent(by -> values[by.silent().index()] = silent ? 1 : 0);
          double capacity = silent && rows.silence().isPresent() ? 0 : readyCapacity(serving, slot);
          for (LevelRows level : rows.levels()) {
            double now = Math.min(level.arrivals(), level.elsewhere() + capacity);
            MPVariable variable =
                slot < end
                    ? level.old()
                    : renewal.map(by -> level.renewed().get(by.option())).orElse(level.old());
            values[variable.index()] = now;
            served[0] += level.share() * now;
          }
        });
    floor.ifPresent(by -> values[by.missing().index()] = Math.max(0, by.wanted() - served[0]));
  }

  private Optional<Renewal> renewal(PlannedInstance retraining) {
    String choice = ((Task.Retrain) retraining.task()).choice();
    return renewals.stream().filter(by -> by.option().name().equals(choice)).findFirst();
  }

  private double readyCapacity(List<PlannedInstance> serving, int slot) {
    return serving.stream()
        .filter(instance -> instance.isReadyIn(slot))
        .mapToDouble(instance -> tenant.capacityOf(instance.placement().profile()))
        .sum();
  }

  /** Once the retraining is done, the slot's requests belong to the new model alone. */
  private void renew(LevelRows rows, RetrainingOption option, MPVariable done) {
    MPVariable renewed = served(rows.arrivals(), rows.share(), option.accuracyAfter());
    rows.before().setCoefficient(done, rows.arrivals());
    atMost(0, renewed).setCoefficient(done, -rows.arrivals());
    rows.capacity().setCoefficient(renewed, 1);
    rows.silence().ifPresent(row -> row.setCoefficient(renewed, 1));
    rows.renewed().put(option, renewed);
  }

  private SlotRows rows(int slot, double accuracy, Optional<Silence> silence) {
    Demand demand = tenant.demand();
    double elsewhere = demand.elsewhere().length == 0 ? 0 : demand.elsewhere()[slot];
    List<LevelRows> levels = new ArrayList<>();
    for (int k = 0; k < demand.shares().length; k++) {
      double arrivals = demand.levels()[k][slot];
      if (arrivals > 0) {
        double beyond = Math.min(elsewhere, arrivals);
        levels.add(level(arrivals, beyond, demand.shares()[k], accuracy, silence));
      }
    }
    return new SlotRows(levels, silence);
  }

  private LevelRows level(
      double arrivals, double elsewhere, double share, double accuracy, Optional<Silence> silence) {
    MPVariable old = served(arrivals, share, accuracy);
    return new LevelRows(
        arrivals,
        elsewhere,
        share,
        old,
        new HashMap<>(),
        atMost(elsewhere, old),
        atMost(arrivals, old),
        silence.map(
            by -> {
              MPConstraint row = atMost(arrivals, old);
              row.setCoefficient(by.silent(), arrivals - elsewhere);
              return row;
            }));
  }

  /** Requests served at a level of that share: they earn, and count for the floor. */
  private MPVariable served(double most, double share, double accuracy) {
    MPVariable variable = solver.makeNumVar(0, most, "");
    earn(variable, tenant.weight() * share * accuracy);
    floor.ifPresent(by -> by.row().setCoefficient(variable, share));
    return variable;
  }

  /** The row of the floor, which what is missing to it fills up. */
  private Optional<Floor> floor(double price) {
    double wanted = tenant.floor() * tenant.demand().total();
    if (price == 0 || wanted == 0) {
      return Optional.empty();
    }
    // One more than could be missing: an engine that counts in whole parts rounds the limit down.
    MPVariable missing = solver.makeNumVar(0, wanted + 1, "");
    earn(missing, -price);
    MPConstraint row = solver.makeConstraint(wanted, MPSolver.infinity());
    row.setCoefficient(missing, 1);
    return Optional.of(new Floor(wanted, missing, row));
  }

  private Stream<LevelRows> levels(int slot) {
    return busy.subMap(slot, slot + 1).values().stream().flatMap(rows -> rows.levels().stream());
  }

  private void earn(MPVariable variable, double value) {
    solver.objective().setCoefficient(variable, value);
  }

  private MPConstraint atMost(double most, MPVariable variable) {
    MPConstraint row = solver.makeConstraint(-MPSolver.infinity(), most);
    row.setCoefficient(variable, 1);
    return row;
  }

  /** The levels of a slot at which something arrives, and what silences it, if anything can. */
  private record SlotRows(List<LevelRows> levels, Optional<Silence> silence) {}

  /** A retraining option, the first slot in which it can be done, and from there: whether it is. */
  private record Renewal(RetrainingOption option, int firstEnd, MPVariable[] done) {}

  /** Requests wanted, the variable of what is missing to them, and the row that says so. */
  private record Floor(double wanted, MPVariable missing, MPConstraint row) {}

  /**
   * The rows of a level in a slot.
   *
   * @param arrivals what arrives
   * @param elsewhere what of it can be served elsewhere
   * @param share by which it counts
   * @param old served by the old model
   * @param renewed served by the new one, by the option that it comes from
   * @param capacity served by old and new model, at most what the instances and those elsewhere can
   * @param before served by the old model, only before a retraining is done
   * @param silence served by both, only elsewhere while the tenant is silent
   */
  private record LevelRows(
      double arrivals,
      double elsewhere,
      double share,
      MPVariable old,
      Map<RetrainingOption, MPVariable> renewed,
      MPConstraint capacity,
      MPConstraint before,
      Optional<MPConstraint> silence) {

    /** What cannot be served elsewhere. */
    double left() {
      return arrivals - elsewhere;
    }
  }
}
