package dev.migrator.core.plan.search;

import dev.migrator.core.plan.state.Sites;

/**
 * The graph that a search goes on with where what lies where matters.
 *
 * @param sites what is told apart there
 * @param effort so much is spent first on looking for the places of single plans
 */
record NextGraph(Sites sites, long effort) {
  /** Whether it is time for it: walks clearly better than every plan still have no place. */
  boolean isDue(Incumbent incumbent) {
    return incumbent.isFragmented() && incumbent.effortOfPlacing() >= effort;
  }
}
