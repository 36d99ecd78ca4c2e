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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The running sum of a policy's outcomes. */
public final class Tally {
  private final List<Tenant> tenants;
  private final double slotSeconds;
  private final Map<String, Outcome> sums = new HashMap<>();
  private final List<Double> planMillis = new ArrayList<>();
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
    if (tenants.stream().noneMatch(other -> other.name().equals(tenant.name()))) {
      tenants.add(tenant);
    }
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
    planMillis.add(millis);
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
    Outcome total = Outcome.NONE;
    double weighted = 0;
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

  private Scorecard.PlanMillis quantiles() {
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
