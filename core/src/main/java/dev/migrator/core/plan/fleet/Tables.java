package dev.migrator.core.plan.fleet;

/**
 * Room for the tables of one tenant at a time, by slot and state; made once, as large as needed.
 */
final class Tables {
  /** Requests served. */
  double[][] served = new double[0][];

  /** What the state's sites cost. */
  double[][] rent = new double[0][];

  /** Forward: most earned before the slot; then after removals; then after additions. */
  double[][] before = new double[0][];

  double[][] removed = new double[0][];
  double[][] added = new double[0][];

  /** Backward: most earned from the slot on, by what is there before it; after removals; then. */
  double[][] ahead = new double[0][];

  double[][] adding = new double[0][];
  double[][] holding = new double[0][];

  void makeRoom(int slots, int states) {
    if (served.length < slots || served[0].length < states) {
      int width = served.length == 0 ? states : Math.max(states, 3 * served[0].length / 2);
      served = new double[slots][width];
      rent = new double[slots][width];
      before = new double[slots + 1][width];
      removed = new double[slots][width];
      added = new double[slots][width];
      ahead = new double[slots + 1][width];
      adding = new double[slots][width];
      holding = new double[slots][width];
    }
  }
}
