package dev.migrator.core.model;

/** Where an instance is in its life. Its slices are taken in all of these. */
public enum InstanceState {
  /** The driver creates it. */
  CREATING,
  /** Its worker starts: process, CUDA context, model load, warm-up. */
  STARTING,
  /** Its worker can serve or trains. */
  READY,
  /** It finishes what it has begun and is then destroyed. */
  DRAINING
}
