package dev.migrator.live.daemon;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.live.journal.Builders;
import dev.migrator.live.journal.Recipe;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.WorkSettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a daemon is made of.
 *
 * @param loop of world and planning
 * @param planner who plans, as the journal names it
 * @param planWithin what a plan may take; one that takes longer is not waited for
 * @param forecaster the name of the tenants' forecaster
 * @param builders make planners and forecasters of their names
 * @param work how workers are run
 * @param tenants those that are there at the beginning, at least one
 * @param windows after which it ends; empty: it goes on until it is stopped
 */
public record DaemonSettings(
    LoopSettings loop,
    Recipe planner,
    Duration planWithin,
    String forecaster,
    Builders builders,
    WorkSettings work,
    List<TenantSettings> tenants,
    OptionalInt windows) {
  public DaemonSettings {
    tenants = List.copyOf(tenants);
  }
}
