package dev.migrator.core.model;

import java.util.Comparator;
import java.util.List;

/**
 * How evenly tenants get their requests answered in time.
 *
 * <p>What is compared is each tenant's own SLO attainment, {@code withinSlo / requests}: weights,
 * accuracies and numbers of requests do not enter, so a small tenant counts as much as a large one.
 * Tenants without requests are left out.
 *
 * @param jain Jain's index of these shares, (Σx)² / (n Σx²): from 1/n, where one tenant has
 *     everything, to 1, where all fare alike; 1 if there is nothing to compare (Jain, Chiu and
 *     Hawe, "A Quantitative Measure of Fairness and Discrimination", DEC-TR-301, 1984)
 * @param worstTenant the name of the tenant with the lowest share, the first of several; empty if
 *     no tenant had requests
 * @param worstAttainment that tenant's share; 1 if there is none
 */
public record Fairness(double jain, String worstTenant, double worstAttainment) {

  /** Of these tenants. */
  public static Fairness of(List<TenantScore> tenants) {
    List<TenantScore> asked = tenants.stream().filter(tenant -> tenant.requests() > 0).toList();
    return asked.stream()
        .min(Comparator.comparingDouble(TenantScore::sloAttainment))
        .map(worst -> new Fairness(jain(asked), worst.name(), worst.sloAttainment()))
        .orElse(new Fairness(1, "", 1));
  }

  private static double jain(List<TenantScore> tenants) {
    double sum = tenants.stream().mapToDouble(TenantScore::sloAttainment).sum();
    double squares = tenants.stream().mapToDouble(t -> t.sloAttainment() * t.sloAttainment()).sum();
    return squares == 0 ? 1 : sum * sum / (tenants.size() * squares);
  }
}
