package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Bounds on the value of any plan that cost nothing to compute. */
final class Bound {
  private Bound() {}

  /** Every request answered in time, by the best model that the tenant could have. */
  static double everythingByTheBestModel(PlanningProblem problem) {
    return problem.tenants().stream().mapToDouble(t -> ofTenant(problem, t)).sum();
  }

  /** What is deducted where nothing at all is answered: no plan has more deducted for floors. */
  static double everyFloorMissed(PlanningProblem problem) {
    return problem.tenants().stream()
        .mapToDouble(t -> problem.floorPrice(t) * t.floor() * t.demand().total())
        .sum();
  }

  private static double ofTenant(PlanningProblem problem, TenantOutlook tenant) {
    DoubleStream running =
        Running.of(problem).stream()
            .filter(r -> r.task().tenant().equals(tenant.name()))
            .mapToDouble(Inherited.Retraining::accuracyAfter);
    DoubleStream chosen = tenant.options().stream().mapToDouble(RetrainingOption::accuracyAfter);
    double best =
        Stream.of(running, chosen, DoubleStream.of(tenant.accuracy()))
            .flatMapToDouble(values -> values)
            .max()
            .orElse(tenant.accuracy());
    double answers = tenant.capacity().isEmpty() ? 0 : Arrays.stream(tenant.arrivals()).sum();
    return tenant.weight() * best * (answers + tenant.requestsAfter());
  }
}
