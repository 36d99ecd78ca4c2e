package dev.migrator.solver;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The optimum by trying everything: in each slot, every subset of the inference instances is
 * destroyed and every legal set of new instances is begun. Only for tiny problems. Knows nothing of
 * the integer program; leaves out only inference instances that would never be ready.
 */
final class BruteForce {
  private static final Comparator<Worth> BETTER =
      Comparator.comparingInt(Worth::retrained).thenComparingDouble(Worth::value);

  private final PlanningProblem problem;
  private final Map<State, Worth> known = new HashMap<>();

  private BruteForce(PlanningProblem problem) {
    this.problem = problem;
  }

  /** The value of the best plan of those in which most tenants that must retrain do. */
  static double optimum(PlanningProblem problem) {
    return new BruteForce(problem).start().value();
  }

  private Worth start() {
    List<Live> live = new ArrayList<>();
    List<Boolean> used = new ArrayList<>();
    List<Double> accuracy = new ArrayList<>();
    List<Double> served = new ArrayList<>();
    for (TenantOutlook tenant : problem.tenants()) {
      used.add(false);
      served.add(0.0);
      accuracy.add(tenant.accuracy());
    }
    for (Inherited inherited : problem.inherited()) {
      int tenant = problem.tenants().indexOf(problem.tenant(inherited.task().tenant()));
      switch (inherited) {
        case Inherited.Serving s -> live.add(new Live(s.placement(), tenant, s.readyAt(), -1, 0));
        case Inherited.Retraining r -> {
          live.add(new Live(r.placement(), tenant, 0, r.endsAt(), r.accuracyAfter()));
          used.set(tenant, true);
        }
      }
    }
    return best(new State(0, live, accuracy, used, served));
  }

  private Worth best(State before) {
    State state = before.afterEnds();
    if (state.slot == problem.slots()) {
      return end(state);
    }
    Worth best = known.get(state);
    if (best == null) {
      best = new Worth(-1, Double.NEGATIVE_INFINITY);
      int serving = (int) state.live.stream().filter(live -> !live.trains()).count();
      for (int kept = 0; kept < 1 << serving; kept++) {
        best = better(best, begin(state.keeping(kept), 0, 0));
      }
      known.put(state, best);
    }
    return best;
  }

  /** Every way to begin instances on the placements from the given one on, then to go on. */
  private Worth begin(State state, int place, int setUps) {
    if (place == problem.placements().size()) {
      List<Double> served = served(state);
      double earned = earned(state, served) - problem.setupPenalty() * setUps;
      Worth rest = best(state.next(towardsFloors(state, served)));
      return new Worth(rest.retrained, rest.value + earned);
    }
    Worth best = begin(state, place + 1, setUps);
    Placement placement = problem.placements().get(place);
    if (!Layout.isLegal(state.with(new Live(placement, 0, 0, -1, 0)).places())) {
      return best;
    }
    int ready = state.slot + problem.setupSlots(placement.profile());
    for (int i = 0; i < problem.tenants().size(); i++) {
      if (ready < problem.slots()) {
        State more = state.with(new Live(placement, i, ready, -1, 0));
        best = better(best, begin(more, place + 1, setUps + 1));
      }
      for (RetrainingOption option : problem.tenants().get(i).options()) {
        int length = option.slots().getOrDefault(placement.profile(), problem.slots());
        if (!state.used.get(i) && ready + length <= problem.rules().retrainBy()) {
          Live training = new Live(placement, i, ready, ready + length, option.accuracyAfter());
          best = better(best, begin(state.with(training).using(i), place + 1, setUps));
        }
      }
    }
    return best;
  }

  private double earned(State state, List<Double> served) {
    double earned = 0;
    for (int i = 0; i < problem.tenants().size(); i++) {
      earned += problem.tenants().get(i).weight() * state.accuracy.get(i) * served.get(i);
    }
    return earned;
  }

  /** By tenant: requests served in the state's slot. */
  private List<Double> served(State state) {
    List<Double> served = new ArrayList<>();
    for (int i = 0; i < problem.tenants().size(); i++) {
      TenantOutlook tenant = problem.tenants().get(i);
      double capacity = 0;
      boolean silent = false;
      for (Live live : state.live) {
        if (live.tenant == i && !live.trains()) {
          boolean ready = live.ready <= state.slot;
          silent |= !ready && !problem.preInitialization();
          capacity += ready ? tenant.capacityOf(live.placement.profile()) : 0;
        }
      }
      served.add(tenant.demand().served(state.slot, silent ? 0 : capacity));
    }
    return served;
  }

  /** By tenant with a floor: requests served until now; others stay 0, so that states are few. */
  private List<Double> towardsFloors(State state, List<Double> served) {
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < served.size(); i++) {
      boolean counts = problem.tenants().get(i).floor() > 0;
      sums.add(counts ? state.served.get(i) + served.get(i) : 0);
    }
    return sums;
  }

  private Worth end(State state) {
    int retrained = 0;
    double value = 0;
    for (int i = 0; i < problem.tenants().size(); i++) {
      TenantOutlook tenant = problem.tenants().get(i);
      retrained += tenant.mustRetrain() && state.used.get(i) ? 1 : 0;
      double missing = tenant.floor() * tenant.demand().total() - state.served.get(i);
      value += tenant.weight() * state.accuracy.get(i) * tenant.requestsAfter();
      value -= problem.floorPrice(tenant) * Math.max(0, missing);
    }
    return new Worth(retrained, value);
  }

  private static Worth better(Worth one, Worth other) {
    return BETTER.compare(one, other) >= 0 ? one : other;
  }

  private record Worth(int retrained, double value) {}

  private record Live(Placement placement, int tenant, int ready, int to, double accuracyAfter) {
    boolean trains() {
      return to >= 0;
    }
  }

  private record State(
      int slot, List<Live> live, List<Double> accuracy, List<Boolean> used, List<Double> served) {

    State afterEnds() {
      List<Live> left = new ArrayList<>();
      List<Double> now = new ArrayList<>(accuracy);
      for (Live one : live) {
        if (one.trains() && one.to <= slot) {
          now.set(one.tenant, one.accuracyAfter);
        } else {
          int ready = one.ready <= slot ? 0 : one.ready;
          left.add(new Live(one.placement, one.tenant, ready, one.to, one.accuracyAfter));
        }
      }
      left.sort(Comparator.comparing(Live::placement));
      return new State(slot, left, now, used, served);
    }

    State keeping(int kept) {
      List<Live> left = new ArrayList<>();
      int number = 0;
      for (Live one : live) {
        if (one.trains() || (kept >> number++ & 1) == 1) {
          left.add(one);
        }
      }
      return new State(slot, left, accuracy, used, served);
    }

    State with(Live one) {
      List<Live> more = new ArrayList<>(live);
      more.add(one);
      return new State(slot, more, accuracy, used, served);
    }

    State using(int tenant) {
      List<Boolean> now = new ArrayList<>(used);
      now.set(tenant, true);
      return new State(slot, live, accuracy, now, served);
    }

    State next(List<Double> servedUntilNow) {
      return new State(slot + 1, live, accuracy, used, servedUntilNow);
    }

    List<Placement> places() {
      return live.stream().map(Live::placement).toList();
    }
  }
}
