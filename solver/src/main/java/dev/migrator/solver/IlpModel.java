package dev.migrator.solver;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The integer linear program of one problem, on a solver.
 *
 * <p>Goal: the plan of highest value as {@link PlanningProblem} defines it.
 *
 * <pre>
 *   u[i,p,t]  p is ready and serves tenant i in slot t
 *   s[i,p,t]  it became so at t, after a set-up in the R_p slots before
 *   k[i,p]    an inherited set-up is kept until it is ready
 *   r[i,c,p,t] retraining c of tenant i starts on p at t
 *   done[i,c,t], q0[i,k,t], q1[i,c,k,t], missing[i]  continuous: see {@link TenantRows};
 *                                                    k numbers the levels of a demand
 *
 *   maximise    Σ w · share_k (a0 q0 + Σ_c a1_c q1_c) + Σ w · requestsAfter · accuracy at the end
 *               - penalty Σ s - Σ floorPrice_i · missing_i
 *   change      u[t] <= u[t-1] + s[t]  (u[-1] is 1 for an inherited ready instance;
 *                                       k stands in for s where an inherited set-up ends)
 *   space       for each GPU, see {@link SpaceRows}: u takes its slot, s the R_p slots before t, k all slots
 *               until ready, r everything from t to the end of the training
 *   retraining  Σ r <= 1 for each tenant; Σ r = number of tenants over those that must
 * </pre>
 *
 * <p>Left out, because it can earn nothing: seats without capacity, retrainings that do not end
 * within the horizon or meet one that runs, slots without arrivals.
 */
final class IlpModel {
  private final MPSolver solver;
  private final PlanningProblem problem;
  private final List<TenantRows> tenants;
  private final List<SeatColumns> seats;
  private final Map<Start, MPVariable> starts;
  private final MPConstraint mustRetrain;
  private final int owed;

  private IlpModel(
      MPSolver solver,
      PlanningProblem problem,
      List<TenantRows> tenants,
      List<SeatColumns> seats,
      Map<Start, MPVariable> starts) {
    this.solver = solver;
    this.problem = problem;
    this.tenants = tenants;
    this.seats = seats;
    this.starts = starts;
    this.mustRetrain = solver.makeConstraint(0, MPSolver.infinity());
    this.owed = limitRetrainings();
  }

  static IlpModel on(MPSolver solver, PlanningProblem problem) {
    Givens givens = Givens.of(problem);
    List<SpaceRows> space = SpaceRows.all(solver, problem, givens);
    List<TenantRows> tenants =
        problem.tenants().stream()
            .map(tenant -> new TenantRows(solver, problem, givens, tenant))
            .toList();
    List<SeatColumns> seats =
        Seat.of(problem).stream()
            .map(
                seat ->
                    new SeatColumns(
                        solver,
                        problem,
                        seat,
                        space.get(seat.placement().gpu()),
                        tenants.get(seat.tenant())))
            .toList();
    Map<Start, MPVariable> starts = new LinkedHashMap<>();
    for (Start start : Start.of(problem, givens)) {
      MPVariable variable = solver.makeBoolVar("");
      space
          .get(start.placement().gpu())
          .take(variable, start.placement(), start.from(), start.to());
      starts.put(start, variable);
    }
    IlpModel model = new IlpModel(solver, problem, tenants, seats, starts);
    for (int number = 0; number < tenants.size(); number++) {
      model.addOptions(number, tenants.get(number));
    }
    solver.objective().setMaximization();
    return model;
  }

  /** How many variables the problem needs, roughly and from above. */
  static long variables(PlanningProblem problem) {
    long places = problem.placements().size() + problem.inherited().size();
    long each = 0;
    for (TenantOutlook tenant : problem.tenants()) {
      long options = tenant.options().size();
      long levels = tenant.demand().shares().length;
      each += 2 * places + options * (places + 1) + levels * (1 + options);
    }
    return problem.slots() * each;
  }

  /** How many tenants owe a retraining that could fit. */
  int owed() {
    return owed;
  }

  /** Demands that this many tenants of those that must are retrained. */
  void demandRetrainings(int count) {
    mustRetrain.setLb(count);
  }

  PlanningProblem problem() {
    return problem;
  }

  MPSolver solver() {
    return solver;
  }

  /** The instances of the solution found. */
  List<PlannedInstance> instances() {
    Stream<PlannedInstance> retrainings =
        starts.entrySet().stream()
            .filter(entry -> Solution.isOne(entry.getValue()))
            .map(entry -> entry.getKey().planned(problem));
    Stream<PlannedInstance> inferences = seats.stream().flatMap(seat -> seat.instances().stream());
    return Stream.concat(retrainings, inferences).toList();
  }

  /**
   * The values of all variables, by index, in a plan that is legal and has nothing that the program
   * leaves out.
   */
  double[] values(List<PlannedInstance> instances) {
    double[] values = new double[solver.numVariables()];
    seats.forEach(seat -> seat.describe(instances, values));
    tenants.forEach(tenant -> tenant.describe(instances, values));
    Set<PlannedInstance> all = new HashSet<>(instances);
    starts.forEach(
        (start, variable) ->
            values[variable.index()] = all.contains(start.planned(problem)) ? 1 : 0);
    return values;
  }

  private void addOptions(int number, TenantRows rows) {
    for (RetrainingOption option : new LinkedHashSet<>(problem.tenants().get(number).options())) {
      Map<Start, MPVariable> own = new LinkedHashMap<>();
      starts.forEach(
          (start, variable) -> {
            if (start.tenant() == number && start.option().equals(option)) {
              own.put(start, variable);
            }
          });
      if (!own.isEmpty()) {
        rows.retrain(option, own);
      }
    }
  }

  private int limitRetrainings() {
    int mustCount = 0;
    for (int number = 0; number < problem.tenants().size(); number++) {
      TenantOutlook tenant = problem.tenants().get(number);
      List<MPVariable> own = startsOf(number);
      MPConstraint once = solver.makeConstraint(0, 1);
      own.forEach(variable -> once.setCoefficient(variable, 1));
      if (tenant.mustRetrain() && !own.isEmpty()) {
        own.forEach(variable -> mustRetrain.setCoefficient(variable, 1));
        mustCount++;
      }
    }
    return mustCount;
  }

  private List<MPVariable> startsOf(int tenant) {
    List<MPVariable> own = new ArrayList<>();
    starts.forEach(
        (start, variable) -> {
          if (start.tenant() == tenant) {
            own.add(variable);
          }
        });
    return own;
  }
}
