package dev.migrator.live.chronicle;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.WorkerReading;
import java.util.List;

/** Port to the workers, as far as one looks at them between turns. */
public interface WorkerSight {

  /** How far the worker of an instance is. */
  InstanceState state(String instance);

  /** Whether a process runs on an instance. */
  boolean isBusy(String instance);

  /** What the workers say of themselves. */
  List<WorkerReading> workers();
}
