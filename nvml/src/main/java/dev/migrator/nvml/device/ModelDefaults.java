package dev.migrator.nvml.device;

import java.time.Duration;

/**
 * What a driver does not tell of a GPU: the name that others know it by, and how long changes take.
 */
public interface ModelDefaults {
  /** No other name, and no times. */
  ModelDefaults NONE =
      new ModelDefaults() {
        @Override
        public String model(String product) {
          return product;
        }

        @Override
        public Duration create(String product, int computeSlices) {
          return Duration.ZERO;
        }

        @Override
        public Duration destroy(String product, int computeSlices) {
          return Duration.ZERO;
        }
      };

  /** The name of the GPU model, {@code A100-80GB}; the product's own if no other is known. */
  String model(String product);

  /** How long the driver takes to create an instance with so many compute slices. */
  Duration create(String product, int computeSlices);

  /** How long it takes to destroy one. */
  Duration destroy(String product, int computeSlices);
}
