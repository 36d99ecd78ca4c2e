package dev.migrator.app.live;

import dev.migrator.core.model.InstanceState;
import dev.migrator.live.daemon.Daemon;
import dev.migrator.live.emulated.FleetEvents;
import dev.migrator.live.emulated.Occupants;
import dev.migrator.live.journal.Happening;
import java.util.Optional;

/** Ties emulated GPUs to the daemon that they were there before; until then nothing runs. */
final class Link implements Occupants, FleetEvents {
  private Optional<Daemon> daemon = Optional.empty();

  void to(Daemon other) {
    daemon = Optional.of(other);
  }

  @Override
  public boolean isBusy(String instance) {
    return daemon.filter(d -> d.isBusy(instance)).isPresent();
  }

  @Override
  public InstanceState state(String instance) {
    return daemon.map(d -> d.stateOf(instance)).orElse(InstanceState.STARTING);
  }

  @Override
  public void happened(String instance, Happening what, String detail) {
    daemon.ifPresent(d -> d.happened(instance, what, detail));
  }
}
