package dev.migrator.live.daemon;

import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Scorecard;
import dev.migrator.live.history.HistoryHealth;
import dev.migrator.live.work.TenantView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the daemon knew at the end of a turn.
 *
 * @param turn turns of the loop so far
 * @param slotsPerWindow turns of a window
 * @param skipped slots that were left out because a turn took too long
 * @param tenants in their fixed order
 * @param instances with their workers
 * @param plan the last one that passed its check
 * @param planSlot the turn in which it was made
 * @param plans how many there were
 * @param refused how many the check refused
 * @param forecasts by tenant: what the last plan was made for
 * @param scorecard what has been achieved since the loop began, or began anew
 * @param journal how the journal is doing
 * @param history how the history is doing
 */
public record LiveView(
    long turn,
    int slotsPerWindow,
    long skipped,
    List<TenantView> tenants,
    List<ObservedInstance> instances,
    Optional<Plan> plan,
    long planSlot,
    long plans,
    long refused,
    Map<String, Forecast> forecasts,
    Scorecard scorecard,
    JournalHealth journal,
    HistoryHealth history) {
  public LiveView {
    tenants = List.copyOf(tenants);
    instances = List.copyOf(instances);
    forecasts = Map.copyOf(forecasts);
  }

  /** The window that goes on, from 0. */
  public long window() {
    return Math.max(0, turn - 1) / slotsPerWindow;
  }
}
