package dev.migrator.core.model;

/** What an instance is for. No instance is shared by two tasks. */
public sealed interface Task {

  /** The tenant it works for. */
  String tenant();

  /** Answers the tenant's requests. */
  record Infer(String tenant) implements Task {}

  /**
   * Retrains the tenant's model.
   *
   * @param tenant whose model
   * @param choice the name of the retraining choice
   */
  record Retrain(String tenant, String choice) implements Task {}
}
