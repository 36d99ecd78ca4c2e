package dev.migrator.solver;

/** A solver for integer programs that OR-Tools brings along. */
public enum Engine {
  /** The default: exact up to its tolerances, keeps its best plan at a time limit. */
  SCIP("SCIP", true),

  /**
   * Only for problems that it can finish: at a time limit OR-Tools loses its best plan, and given a
   * plan to begin with OR-Tools 9.15 ends the whole process. Prints a line of its own on standard
   * output.
   */
  HIGHS("HIGHS", false),

  /**
   * Often faster than SCIP on a small GPU or a short horizon. It counts requests in whole parts,
   * for which its bound allows, so that a gap of some 1e-6 remains at an optimum.
   */
  CP_SAT("SAT", true);

  private final String solverName;
  private final boolean takesStart;

  Engine(String solverName, boolean takesStart) {
    this.solverName = solverName;
    this.takesStart = takesStart;
  }

  /** Whether it can be given a plan to begin with. */
  boolean takesStart() {
    return takesStart;
  }

  /** The name by which OR-Tools knows it. */
  String solverName() {
    return solverName;
  }
}
