package dev.migrator.worker.contract;

/** What a worker is started for. */
public enum Task {
  INFER,
  RETRAIN
}
