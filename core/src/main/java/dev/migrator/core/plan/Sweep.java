package dev.migrator.core.plan;

/** The two passes over a state graph from which every search here is built. */
final class Sweep {
  private Sweep() {}

  /** Every state gets the best value of those that contain it: instances are removed for free. */
  static void down(StateGraph graph, double[] values) {
    down(graph, values, 0);
  }

  /** The same, less a penalty for each instance of difference. */
  static void down(StateGraph graph, double[] values, double penalty) {
    int[] from = graph.edgeFrom;
    int[] to = graph.edgeTo;
    for (int s = values.length - 1; s >= 0; s--) {
      double value = values[s] - penalty;
      for (int e = from[s]; e < from[s + 1]; e++) {
        double other = values[to[e]];
        values[to[e]] = value > other ? value : other;
      }
    }
  }

  /** The same, noting from which state each value came. */
  static void down(StateGraph graph, double[] values, int[] origin) {
    for (int s = values.length - 1; s >= 0; s--) {
      for (int e = graph.edgeFrom[s]; e < graph.edgeFrom[s + 1]; e++) {
        if (values[s] > values[graph.edgeTo[e]]) {
          values[graph.edgeTo[e]] = values[s];
          origin[graph.edgeTo[e]] = origin[s];
        }
      }
    }
  }

  /**
   * Every state gets the best value of those it contains, less a penalty for each instance added.
   */
  static void up(StateGraph graph, double[] values, double penalty) {
    int[] from = graph.edgeFrom;
    int[] to = graph.edgeTo;
    for (int s = 0; s < values.length; s++) {
      double best = values[s];
      for (int e = from[s]; e < from[s + 1]; e++) {
        double value = values[to[e]] - penalty;
        best = value > best ? value : best;
      }
      values[s] = best;
    }
  }

  /**
   * The same, adding only instances of some tenants, and noting from which state each value came.
   *
   * @param tenants bit i set: instances of tenant i may be added
   */
  static void up(StateGraph graph, double[] values, double penalty, int tenants, int[] origin) {
    for (int s = 0; s < values.length; s++) {
      for (int e = graph.edgeFrom[s]; e < graph.edgeFrom[s + 1]; e++) {
        int child = graph.edgeTo[e];
        boolean mayAdd = (tenants >> graph.allKinds().get(graph.edgeKind[e]).tenant() & 1) != 0;
        if (mayAdd && values[child] - penalty > values[s]) {
          values[s] = values[child] - penalty;
          origin[s] = origin[child];
        }
      }
    }
  }
}
