package dev.migrator.policies;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Follows the retrainings of a run, slot by slot, and tells which of them have ended. */
public final class Ended {
  private Set<String> running = Set.of();

  /** Follows a run from its beginning, where nothing is retrained. */
  public Ended() {}

  /**
   * Notes what runs now.
   *
   * @return the tenants that were being retrained when this was last asked, and no longer are
   */
  public Set<String> since(Snapshot snapshot) {
    Set<String> now =
        snapshot.instances().stream()
            .filter(instance -> instance.state() != InstanceState.DRAINING)
            .filter(instance -> instance.task() instanceof Task.Retrain)
            .map(instance -> instance.task().tenant())
            .collect(Collectors.toSet());
    Set<String> ended = new HashSet<>(running);
    ended.removeAll(now);
    running = now;
    return ended;
  }
}
