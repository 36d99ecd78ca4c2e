package dev.migrator.core.control;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Step;
import java.util.List;

/** Port to the GPU: its instances. Emulated, or real through the driver. */
public interface Fleet {

  /** The instances that exist, in no particular order. */
  List<InstanceReading> instances();

  /** Begins to create an instance; returns at once. */
  void create(Step.Create step);

  /** Begins to destroy an instance once it is drained; returns at once. */
  void destroy(Step.Destroy step);
}
