package dev.migrator.live.daemon;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.WorkSettings;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * What a daemon is made of.
 *
 * @param loop of world and planning
 * @param planner who plans
 * @param forecaster makes one for each tenant
 * @param work how workers are run
 * @param tenants those that are there at the beginning, at least one
 * @param windows after which it ends; empty: it goes on until it is stopped
 */
public record DaemonSettings(
    LoopSettings loop,
    Planner planner,
    Supplier<Forecaster> forecaster,
    WorkSettings work,
    List<TenantSettings> tenants,
    OptionalInt windows) {
  public DaemonSettings {
    tenants = List.copyOf(tenants);
  }
}
