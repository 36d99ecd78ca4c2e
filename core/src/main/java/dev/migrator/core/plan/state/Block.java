package dev.migrator.core.plan.state;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import java.util.Optional;

/**
 * The slots in which a retraining takes a site.
 *
 * @param task whose model, and which choice
 * @param site the site in the graph at hand
 * @param from first slot of its set-up; 0 if inherited
 * @param ready first slot of its training
 * @param to first slot behind it
 * @param running where it runs already, if it is inherited
 */
public record Block(
    Task.Retrain task, int site, int from, int ready, int to, Optional<Placement> running) {

  /** The same on another site. */
  public Block on(int other) {
    return new Block(task, other, from, ready, to, running);
  }
}
