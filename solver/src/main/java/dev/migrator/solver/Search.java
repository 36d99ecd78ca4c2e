package dev.migrator.solver;

import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolver.ResultStatus;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPSolverParameters.DoubleParam;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.TenantOutlook;
import java.util.List;
import java.util.Optional;

/**
 * One search for the best solution of a model, within the settings' limits.
 *
 * @param model the program
 * @param settings the limits
 * @param start the instances of a plan to begin with; empty if there is none
 */
record Search(IlpModel model, IlpSettings settings, List<PlannedInstance> start) {
  /** Integers that CP-SAT makes of one request; the rest of a request is lost to it. */
  private static final int PARTS_OF_A_REQUEST = 1 << 14;

  /**
   * Searches. If not all tenants that must retrain can, as many of them do as can.
   *
   * @return the best solution found and the bound proven
   */
  Solution run() {
    for (int count = model.owed(); count >= 0; count--) {
      model.demandRetrainings(count);
      ResultStatus status = solve();
      if (status != ResultStatus.INFEASIBLE) {
        return solution(status);
      }
    }
    return Solution.NONE;
  }

  private ResultStatus solve() {
    MPSolver solver = model.solver();
    if (!start.isEmpty() && settings.engine().takesStart()) {
      solver.setHint(solver.variables(), model.values(start));
    }
    solver.setTimeLimit(settings.timeLimit().toMillis());
    configureEngine(solver);
    MPSolverParameters parameters = new MPSolverParameters();
    parameters.setDoubleParam(DoubleParam.RELATIVE_MIP_GAP, settings.relativeGap());
    try {
      return solver.solve(parameters);
    } catch (IllegalArgumentException unknownStatus) {
      // HiGHS at its time limit: OR-Tools 9.15 answers a status that its own enum lacks.
      return ResultStatus.NOT_SOLVED;
    } finally {
      parameters.delete();
    }
  }

  private void configureEngine(MPSolver solver) {
    switch (settings.engine()) {
      case SCIP -> {
        // SCIP's own solve is single-threaded; any count set here starts its concurrent one.
        if (settings.threads() > 1) {
          solver.setNumThreads(settings.threads());
        }
      }
      case HIGHS -> solver.setNumThreads(settings.threads());
      case CP_SAT ->
          // On one worker CP-SAT puts only part of the model into its linear relaxation, and its
          // bounds are useless; level 2 puts all of it there.
          solver.setSolverSpecificParametersAsString(
              "num_workers: %d, relative_gap_limit: %s, mip_var_scaling: %d, linearization_level: 2"
                  .formatted(settings.threads(), settings.relativeGap(), PARTS_OF_A_REQUEST));
    }
  }

  private Solution solution(ResultStatus status) {
    return switch (status) {
      case OPTIMAL, FEASIBLE ->
          new Solution(
              Optional.of(model.instances()), model.solver().objective().bestBound() + rounding());
      case INFEASIBLE, UNBOUNDED, ABNORMAL, MODEL_INVALID, NOT_SOLVED -> Solution.NONE;
    };
  }

  /** The most that can be lost where requests are counted in whole parts. */
  private double rounding() {
    if (settings.engine() != Engine.CP_SAT) {
      return 0;
    }
    double lost = 0;
    for (TenantOutlook tenant : model.problem().tenants()) {
      double price = tenant.floor() > 0 ? model.problem().floorPrice(tenant) : 0;
      double worth = tenant.weight() + price;
      lost += worth * tenant.demand().slots() / PARTS_OF_A_REQUEST;
    }
    return lost;
  }
}
