package dev.migrator.core.plan;

import java.util.List;

/**
 * Who does what can be done at the same time.
 *
 * <p>Nothing here starts a thread: whoever has more than one hands them in. What comes out is the
 * same whoever does it, for tasks that are given together share nothing that any of them changes.
 */
@FunctionalInterface
public interface Hands {
  /** States of a pass; less than that is done more quickly by one than handed out. */
  long LEAST_TO_SHARE = 20_000;

  /** One task after the other, in their order. */
  Hands ONE = tasks -> tasks.forEach(Runnable::run);

  /**
   * Does all of them, in any order or at once, and returns when they are done. What they have
   * written can be read then; what one of them throws is thrown.
   */
  void all(List<? extends Runnable> tasks);

  /** Those who do work of that size, in states of a pass: one, if it is little. */
  default Hands forEffort(long effort) {
    return effort < LEAST_TO_SHARE ? ONE : this;
  }
}
