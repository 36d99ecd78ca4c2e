package dev.migrator.solver;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPSolver;

/** OR-Tools' native libraries: loaded once, when the first problem is solved. */
final class Natives {
  private Natives() {}

  /**
   * A fresh solver.
   *
   * @param name the name by which OR-Tools knows it
   * @throws IllegalStateException if this platform has no natives, or these lack the solver
   */
  static MPSolver solver(String name) {
    load();
    MPSolver solver = MPSolver.createSolver(name);
    if (solver == null) {
      throw new IllegalStateException(
          "OR-Tools: solver is %s; expected one that its natives contain. Maybe they come from another release."
              .formatted(name));
    }
    solver.suppressOutput();
    return solver;
  }

  private static void load() {
    try {
      Loader.loadNativeLibraries();
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          "OR-Tools: platform is %s %s; expected one with natives on the class path. Maybe it was built for another platform, or the temporary folder is not writable."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          e);
    }
  }
}
