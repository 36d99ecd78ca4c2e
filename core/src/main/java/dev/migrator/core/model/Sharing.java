package dev.migrator.core.model;

/** How the instances of a GPU share it. */
public enum Sharing {
  /** Multi-Instance GPU: an instance takes its slices as soon as its set-up begins. */
  MIG,
  /**
   * Multi-Process Service: an instance is a process with a share of the GPU, which it takes when it
   * is ready. It starts as a shadow beside those that hold its share until then.
   */
  MPS
}
