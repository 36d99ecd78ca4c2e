package dev.migrator.live.journal;

import dev.migrator.core.control.Journal;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import java.util.List;

/** A journal that keeps nothing. */
record Deaf() implements Journal {

  @Override
  public void planned(long slot, Plan plan) {}

  @Override
  public void refused(long slot, Plan plan, List<String> violations) {}

  @Override
  public void step(long slot, Step step) {}
}
