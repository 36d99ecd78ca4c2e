package dev.migrator.worker.contract;

/** What a worker may be told. */
public enum Order {
  CHECKPOINT,
  STOP
}
