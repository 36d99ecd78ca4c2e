package dev.migrator.core.plan.price;

/** What inference does at best under prices; asked right after it was found. */
interface Response {

  /** What it earns; minus infinity if it can do nothing. */
  double value();

  /** By slot: the state that it leads through. */
  int[] states();

  /** By tenant: the site that is left to its retraining in a slot in that state, -1 for none. */
  int[] left(int slot, int state);
}
