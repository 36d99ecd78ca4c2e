package dev.migrator.live.emulated;

import dev.migrator.live.journal.Happening;

/** Who is told what becomes of instances. */
@FunctionalInterface
public interface FleetEvents {

  /**
   * Something became of an instance.
   *
   * @param detail in words; empty where nothing is to be said
   */
  void happened(String instance, Happening what, String detail);
}
