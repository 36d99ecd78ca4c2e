package dev.migrator.policies.paris;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Tenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sizes of a tenant's batches, divided among profiles at their knees.
 *
 * <p>A profile's knee is the smallest batch with which it reaches a given share of its highest
 * rate; only batches that it would serve with are looked at. A profile owns the batches above the
 * knees of all smaller ones, up to its own; one that would own none is left out. The last one owns
 * all larger ones, too.
 *
 * @param parts by size of profile, at least one
 */
record Segments(List<Part> parts) {

  /**
   * The batches that a profile owns.
   *
   * @param rates requests a second by size of batch, from 0 on
   * @param knee the largest of them
   */
  record Part(Profile profile, double[] rates, int knee) {

    /** Requests a second in batches of that size, or of the largest that there are. */
    double rate(double batch) {
      return rates[Math.clamp(Math.round(batch), 1, rates.length - 1)];
    }
  }

  Segments {
    parts = List.copyOf(parts);
  }

  /**
   * @param profiles that can serve the tenant, smallest first, at least one
   * @param share of the highest rate at which the knee is
   */
  static Segments of(Tenant tenant, List<Profile> profiles, double share) {
    List<Part> parts = new ArrayList<>();
    for (Profile profile : profiles) {
      double[] rates = rates(tenant, profile);
      int knee = knee(rates, share);
      if (knee > (parts.isEmpty() ? 0 : parts.getLast().knee)) {
        parts.add(new Part(profile, rates, knee));
      }
    }
    return new Segments(parts);
  }

  /** The part in which a batch of that size lies. */
  Part owner(double batch) {
    return parts.stream().filter(part -> batch <= part.knee).findFirst().orElse(parts.getLast());
  }

  private static double[] rates(Tenant tenant, Profile profile) {
    return tenant
        .service()
        .curve(profile)
        .flatMap(curve -> curve.bestWithin(tenant.slo()).map(most -> rates(curve, most.batch())))
        .orElseGet(() -> new double[1]);
  }

  private static double[] rates(LatencyCurve curve, int most) {
    double[] rates = new double[most + 1];
    for (int batch = 1; batch <= most; batch++) {
      rates[batch] = new BatchChoice(batch, curve.latencyNanos(batch)).perSecond();
    }
    return rates;
  }

  private static int knee(double[] rates, double share) {
    double enough = share * Arrays.stream(rates).max().orElse(0);
    int knee = 0;
    while (rates[knee] < enough) {
      knee++;
    }
    return knee;
  }
}
