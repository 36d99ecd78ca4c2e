package dev.migrator.live.emulated;

import dev.migrator.core.model.InstanceState;

/** Port to what runs on the instances. */
public interface Occupants {
  /** Nothing ever runs. */
  Occupants NONE =
      new Occupants() {
        @Override
        public boolean isBusy(String instance) {
          return false;
        }

        @Override
        public InstanceState state(String instance) {
          return InstanceState.STARTING;
        }
      };

  /** Whether something has the instance open, so that it cannot be destroyed. */
  boolean isBusy(String instance);

  /** How far the worker on an instance is that exists; {@code STARTING} if there is none. */
  InstanceState state(String instance);
}
