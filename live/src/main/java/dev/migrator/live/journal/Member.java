package dev.migrator.live.journal;

import dev.migrator.core.model.Tenant;
import java.util.List;

/**
 * A tenant with all that a control loop is told of it.
 *
 * @param tenant the tenant
 * @param forecaster the name of its forecaster
 * @param before its requests by slot until now, oldest first; may be empty
 */
public record Member(Tenant tenant, String forecaster, List<Double> before) {
  public Member {
    before = List.copyOf(before);
  }

  /** The tenant's name. */
  public String name() {
    return tenant.name();
  }

  /** Its requests by slot until now, oldest first. */
  double[] history() {
    return before.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
