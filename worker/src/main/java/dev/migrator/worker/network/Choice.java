package dev.migrator.worker.network;

import dev.migrator.worker.contract.Refused;

/** Which part of a network a retraining changes. */
public enum Choice {
  LAST_LAYER("last-layer"),
  ALL_LAYERS("all-layers");

  private final String name;

  Choice(String name) {
    this.name = name;
  }

  /** The choice of a name, as the configuration has it. */
  public static Choice named(String name) throws Refused {
    for (Choice choice : values()) {
      if (choice.name.equals(name)) {
        return choice;
      }
    }
    throw new Refused(
        "MIGRATOR_CHOICE is '%s'; expected 'last-layer' or 'all-layers'.".formatted(name));
  }

  @Override
  public String toString() {
    return name;
  }
}
