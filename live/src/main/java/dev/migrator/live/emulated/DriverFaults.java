package dev.migrator.live.emulated;

import java.time.Duration;

/** Port to what goes wrong in an emulated driver. */
public interface DriverFaults {
  /** Nothing. */
  DriverFaults NONE =
      new DriverFaults() {
        @Override
        public boolean failsNow() {
          return false;
        }

        @Override
        public Duration delay() {
          return Duration.ZERO;
        }
      };

  /** Whether the call that is made now fails. */
  boolean failsNow();

  /** What the call that is made now takes longer than the profile says. */
  Duration delay();
}
