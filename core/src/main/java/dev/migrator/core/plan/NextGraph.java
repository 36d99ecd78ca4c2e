package dev.migrator.core.plan;

/**
 * The graph that a search goes on with where what lies where matters.
 *
 * @param sites what is told apart there
 * @param placings so often it is looked first for the places of a single plan
 */
record NextGraph(Sites sites, int placings) {
  /** Whether it is time for it: walks clearly better than every plan still have no place. */
  boolean isDue(Incumbent incumbent) {
    return incumbent.isFragmented() && incumbent.placings() >= placings;
  }
}
