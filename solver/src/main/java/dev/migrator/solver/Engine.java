package dev.migrator.solver;

/** A solver for integer programs that OR-Tools brings along. */
public enum Engine {
  /** The default: keeps its best solution at a time limit and closes gaps best. */
  SCIP("SCIP"),

  /** Only for problems that it can finish: OR-Tools loses its best solution at a time limit. */
  HIGHS("HIGHS"),

  /** Works on integers, so that served requests are rounded; its bound allows for that. */
  CP_SAT("SAT");

  private final String solverName;

  Engine(String solverName) {
    this.solverName = solverName;
  }

  /** The name by which OR-Tools knows it. */
  String solverName() {
    return solverName;
  }
}
