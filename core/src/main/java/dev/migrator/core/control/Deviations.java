package dev.migrator.core.control;

import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.plan.Reason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the world differs from what a plan was made for.
 *
 * <p>Readings are compared with the plan, level by level, so a deviation that lasts is seen in each
 * slot until a plan takes it into account.
 *
 * @param plan what is being carried out
 * @param slot the plan's slot that begins now
 * @param forecasts by tenant: what the plan was made for
 * @param snapshot what is known now
 * @param retrained tenants that have been retrained since the window began
 */
record Deviations(
    Plan plan,
    int slot,
    Map<String, Forecast> forecasts,
    Snapshot snapshot,
    Set<String> retrained) {

  /**
   * Slots whose arrivals are held against the forecast together. A level that has shifted shows in
   * all of them, a lone spike does not outweigh the width of the others.
   */
  static final int WATCHED = 5;

  /** Fewer slots than that say nothing. */
  static final int LEAST_WATCHED = 3;

  /**
   * What there is, but for what the window and the tenants bring.
   *
   * @param histories by tenant: arrivals until now
   * @param tenants those that are planned for
   * @param slotLength length of a slot
   */
  Set<Reason> reasons(Map<String, History> histories, List<Tenant> tenants, Duration slotLength) {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    forecasts.forEach(
        (tenant, forecast) -> {
          History history = histories.get(tenant);
          if (history != null && isMissed(forecast, history)) {
            reasons.add(Reason.FORECAST_MISSED);
          }
        });
    plan.instancesIn(slot).forEach(planned -> addReason(planned, reasons));
    if (snapshot.instances().stream().anyMatch(this::isOverdue)) {
      reasons.add(Reason.RETRAINING_LATE);
    }
    if (tenants.stream().anyMatch(tenant -> isBehind(tenant, slotLength))) {
      reasons.add(Reason.BACKLOG);
    }
    return reasons;
  }

  /** Whether a retraining that has just ended is still planned for. */
  boolean isEarly(Task.Retrain task) {
    return plan.instancesIn(slot).stream().anyMatch(planned -> planned.task().equals(task));
  }

  /**
   * Whether the sum over the last slots lies beyond the sum of the outermost quantiles. Those sums
   * are the quantiles of a sum whose errors go together, and wider if they do not.
   */
  private boolean isMissed(Forecast forecast, History history) {
    int passed = Math.min(slot, forecast.horizon());
    int watched = Math.min(WATCHED, passed);
    if (watched < LEAST_WATCHED || forecast.levels().isEmpty() || slot > history.length()) {
      return false;
    }
    double low = 0;
    double high = 0;
    double arrived = 0;
    for (int i = passed - watched; i < passed; i++) {
      low += forecast.quantiles()[0][i];
      high += forecast.quantiles()[forecast.levels().size() - 1][i];
      arrived += history.counts()[history.length() - slot + i];
    }
    return arrived < low - 0.5 || arrived > high + 0.5;
  }

  private void addReason(PlannedInstance planned, Set<Reason> reasons) {
    if (planned.from() >= slot || !canStillBe(planned)) {
      return;
    }
    List<ObservedInstance> there =
        snapshot.instances().stream().filter(instance -> isSame(planned, instance)).toList();
    if (there.isEmpty()) {
      if (isPaused(planned)) {
        return;
      }
      reasons.add(Reason.INSTANCE_MISSING);
    } else if (isToServe(planned) && there.stream().allMatch(ObservedInstance::isSettingUp)) {
      reasons.add(Reason.INSTANCE_LATE);
    }
  }

  /** Whether it is gone because its retraining was to be paused. */
  private boolean isPaused(PlannedInstance planned) {
    return planned.task() instanceof Task.Retrain
        && plan.instances().stream()
            .anyMatch(next -> next.task().equals(planned.task()) && next.from() >= planned.to())
        && snapshot.instances().stream()
            .filter(instance -> instance.state() == InstanceState.DRAINING)
            .anyMatch(
                instance ->
                    instance.placement().equals(planned.placement())
                        && instance.task().equals(planned.task()));
  }

  /** A retraining that is set up counts as begun; whether it is late shows at its end. */
  private boolean isToServe(PlannedInstance planned) {
    return planned.task() instanceof Task.Infer && planned.isReadyIn(slot);
  }

  private boolean canStillBe(PlannedInstance planned) {
    return !(planned.task() instanceof Task.Retrain retrain)
        || !retrained.contains(retrain.tenant());
  }

  private static boolean isSame(PlannedInstance planned, ObservedInstance instance) {
    return instance.state() != InstanceState.DRAINING
        && planned.placement().equals(instance.placement())
        && planned.task().equals(instance.task());
  }

  private boolean isOverdue(ObservedInstance instance) {
    return instance.task() instanceof Task.Retrain
        && instance.state() != InstanceState.DRAINING
        && plan.instances().stream().noneMatch(p -> p.to() > slot && isSame(p, instance));
  }

  /** Whether more waits than the instances that take requests answer within the SLO. */
  private boolean isBehind(Tenant tenant, Duration slotLength) {
    long waiting = waiting(tenant);
    if (waiting == 0) {
      return false;
    }
    List<Profile> admitted =
        snapshot.instances().stream()
            .filter(instance -> instance.admitted())
            .filter(instance -> instance.task().equals(new Task.Infer(tenant.name())))
            .map(instance -> instance.placement().profile())
            .toList();
    Tenant measured = tenant.slowed(snapshot.tenant(tenant.name()).slowness());
    Map<Profile, Double> capacity = measured.capacity(admitted, slotLength);
    double perSlot = admitted.stream().mapToDouble(p -> capacity.getOrDefault(p, 0.0)).sum();
    return waiting > perSlot * tenant.slo().toNanos() / slotLength.toNanos();
  }

  private long waiting(Tenant tenant) {
    return snapshot.tenants().stream()
        .filter(reading -> reading.tenant().equals(tenant.name()))
        .map(TenantReading::last)
        .mapToLong(last -> last.waiting())
        .sum();
  }
}
