package dev.migrator.core.measure;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.TenantScore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The running sum of a policy's outcomes. It holds a bounded amount however long it runs: of the
 * times that planning took the last {@value #MOST_PLAN_TIMES}, and of the tenants that have left
 * the last {@value #MOST_LEFT} by name; what earlier ones achieved counts in the totals only.
 */
public final class Tally {
  /** Times of planning that are remembered. */
  static final int MOST_PLAN_TIMES = 10_000;

  /** Tenants that have left and are still shown. */
  static final int MOST_LEFT = 100;

  private final List<Tenant> tenants;
  private final double slotSeconds;
  private final Map<String, Outcome> sums = new HashMap<>();
  private final ArrayDeque<Double> planMillis = new ArrayDeque<>();
  private final ArrayDeque<String> left = new ArrayDeque<>();
  private Optional<Scorecard.PlanMillis> quantiles = Optional.empty();
  private Outcome forgotten = Outcome.NONE;
  private double forgottenWeighted;
  private double gaps;
  private int proofs;
  private int retrainings;
  private int reconfigurations;
  private double overheadSeconds;
  private double setupSeconds;

  /** An empty tally for slots of that length. */
  public Tally(List<Tenant> tenants, Duration slot) {
    this.tenants = new ArrayList<>(tenants);
    this.slotSeconds = slot.toNanos() * 1e-9;
  }

  /** One more tenant is counted from now on. */
  public void join(Tenant tenant) {
    left.remove(tenant.name());
    if (tenants.stream().noneMatch(other -> other.name().equals(tenant.name()))) {
      tenants.add(tenant);
    }
  }

  /** A tenant has gone; what it achieved still counts. */
  public void leave(String tenant) {
    left.addLast(tenant);
    if (left.size() > MOST_LEFT) {
      forget(left.removeFirst());
    }
  }

  private void forget(String name) {
    Outcome sum = Optional.ofNullable(sums.remove(name)).orElse(Outcome.NONE);
    forgotten = forgotten.plus(sum);
    for (Tenant tenant : tenants) {
      forgottenWeighted += tenant.name().equals(name) ? tenant.weight() * sum.goodput() : 0;
    }
    tenants.removeIf(tenant -> tenant.name().equals(name));
  }

  /** Counts the slot that ended when this snapshot was taken. */
  public void slotEnded(Snapshot snapshot) {
    Map<String, Integer> settingUp = settingUp(snapshot);
    for (TenantReading reading : snapshot.tenants()) {
      sums.merge(reading.tenant(), reading.last(), Outcome::plus);
      double seconds = slotSeconds * settingUp.getOrDefault(reading.tenant(), 0);
      setupSeconds += seconds;
      overheadSeconds += reading.last().hasUnservedDemand() ? seconds : 0;
    }
  }

  /** By tenant. An instance that is not yet admitted now was being set up in the slot before. */
  private static Map<String, Integer> settingUp(Snapshot snapshot) {
    Map<String, Integer> counts = new HashMap<>();
    for (ObservedInstance instance : snapshot.instances()) {
      if (instance.task() instanceof Task.Infer infer && isUnavailable(instance)) {
        counts.merge(infer.tenant(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** With MPS nothing is taken from anybody by a process that starts. */
  private static boolean isUnavailable(ObservedInstance instance) {
    boolean waits = instance.state() == InstanceState.READY && !instance.admitted();
    boolean takes = instance.placement().profile().sharing() == Sharing.MIG;
    return takes && (instance.isSettingUp() || waits);
  }

  /**
   * Counts a plan.
   *
   * @param millis how long planning took
   */
  public void planned(double millis) {
    planMillis.addLast(millis);
    if (planMillis.size() > MOST_PLAN_TIMES) {
      planMillis.removeFirst();
    }
    quantiles = Optional.empty();
  }

  /**
   * Counts what is proven of a plan for a whole window. Re-plans prove less, as they have to be
   * quick.
   *
   * @param gap the plan's own gap
   */
  public void proven(double gap) {
    gaps += gap;
    proofs++;
  }

  /** Counts the steps of a slot. */
  public void enacted(List<Step> steps) {
    retrainings += (int) steps.stream().filter(Step.Swap.class::isInstance).count();
    reconfigurations += steps.stream().anyMatch(Step.Create.class::isInstance) ? 1 : 0;
  }

  /** What has been achieved so far. */
  public Scorecard scorecard(String policy) {
    Outcome total = forgotten;
    double weighted = forgottenWeighted;
    List<TenantScore> scores = new ArrayList<>();
    for (Tenant tenant : tenants) {
      Outcome sum = sums.getOrDefault(tenant.name(), Outcome.NONE);
      total = total.plus(sum);
      weighted += tenant.weight() * sum.goodput();
      scores.add(score(tenant.name(), sum));
    }
    return new Scorecard(
        policy,
        total.goodput(),
        weighted,
        total.arrived(),
        total.withinSlo(),
        ratio(total.withinSlo(), total.arrived(), 1),
        ratio(total.goodput(), total.withinSlo(), 0),
        retrainings,
        reconfigurations,
        overheadSeconds,
        setupSeconds,
        quantiles(),
        proofs == 0 ? 0 : gaps / proofs,
        scores);
  }

  private static TenantScore score(String name, Outcome sum) {
    return new TenantScore(
        name,
        sum.arrived(),
        sum.withinSlo(),
        sum.goodput(),
        ratio(sum.goodput(), sum.withinSlo(), 0));
  }

  private static double ratio(double part, double whole, double ifNone) {
    return whole == 0 ? ifNone : part / whole;
  }

  /** Computed once for each plan: the daemon asks in every slot. */
  private Scorecard.PlanMillis quantiles() {
    Scorecard.PlanMillis known = quantiles.orElseGet(this::computed);
    quantiles = Optional.of(known);
    return known;
  }

  private Scorecard.PlanMillis computed() {
    List<Double> sorted = planMillis.stream().sorted().toList();
    return new Scorecard.PlanMillis(
        quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1));
  }

  /** The smallest value that at least this share of the values does not exceed. */
  private static double quantile(List<Double> sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, rank - 1));
  }
}
