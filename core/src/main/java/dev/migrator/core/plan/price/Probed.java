package dev.migrator.core.plan.price;

import dev.migrator.core.plan.state.Domain;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds on plans by what the retraining of one tenant is in them.
 *
 * @param tenant whose
 * @param domain what its retraining may be
 * @param begun by choice and begin, from the earliest that the domain allows
 * @param none without a retraining; minus infinity if that is not allowed
 * @param effort that it took, in states of a pass
 */
public record Probed(int tenant, Domain domain, double[][] begun, double none, long effort) {

  /** The highest. */
  public double most() {
    return most(domain);
  }

  /** The highest of a part of the domain. */
  public double most(Domain part) {
    double most = part.mayDoNothing() ? none : Double.NEGATIVE_INFINITY;
    for (int k = 0; k < begun.length; k++) {
      for (int begin = part.earliest(k); begin <= part.latest(k); begin++) {
        most = Math.max(most, of(k, begin));
      }
    }
    return most;
  }

  private double of(int choice, int begin) {
    return begun[choice][begin - domain.earliest(choice)];
  }

  /** The highest of those that are no more than that. */
  public double mostUpTo(double enough) {
    double most = none <= enough ? none : Double.NEGATIVE_INFINITY;
    for (double[] row : begun) {
      for (double x : row) {
        most = x <= enough ? Math.max(most, x) : most;
      }
    }
    return most;
  }

  /** What is left of the domain without what is bounded by that at both ends. */
  public Domain above(double enough) {
    int[] from = new int[begun.length];
    int[] to = new int[begun.length];
    for (int k = 0; k < begun.length; k++) {
      from[k] = domain.earliest(k);
      to[k] = domain.latest(k);
      while (from[k] <= to[k] && of(k, from[k]) <= enough) {
        from[k]++;
      }
      while (from[k] <= to[k] && of(k, to[k]) <= enough) {
        to[k]--;
      }
    }
    return domain.narrowed(none > enough, from, to);
  }

  /** Each that is bounded by more than that, alone. */
  public List<Domain> eachAbove(double enough) {
    List<Domain> each = new ArrayList<>();
    for (int k = 0; k < begun.length; k++) {
      for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
        if (of(k, begin) > enough) {
          each.add(domain.only(k, begin, begin));
        }
      }
    }
    if (none > enough) {
      each.add(domain.onlyNothing());
    }
    return each;
  }

  /** The one whose bound is the highest, the first of several; none if no other's is finite. */
  public Domain best() {
    double most = none;
    Domain best = domain.onlyNothing();
    for (int k = 0; k < begun.length; k++) {
      for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
        if (of(k, begin) > most) {
          most = of(k, begin);
          best = domain.only(k, begin, begin);
        }
      }
    }
    return best;
  }
}
