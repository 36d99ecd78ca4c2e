package dev.migrator.core.plan.price;

import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import java.util.List;

/**
 * What each retraining of each tenant earns by itself under prices: the worth of the requests that
 * are credited to it, before it is done and after, less what it pays for the slots that it takes.
 */
public final class Bids {
  private static final int NONE = -1;

  private final PricedBound.Terms terms;
  private final List<Domain> domains;
  private final Prices prices;

  /** By tenant and slot: what is credited before that slot if nothing changes. */
  private final double[][] before;

  /** By tenant and slot: requests credited from that slot on. */
  private final double[][] rest;

  /** By tenant, site and slot: the prices of all slots before. */
  private final double[][][] paid;

  /**
   * @param terms of the bound
   * @param domains by tenant: what may be chosen
   * @param prices what is paid and credited
   */
  Bids(PricedBound.Terms terms, List<Domain> domains, Prices prices) {
    int n = domains.size();
    int slots = terms.slots();
    this.terms = terms;
    this.domains = domains;
    this.prices = prices;
    this.before = new double[n][slots + 1];
    this.rest = new double[n][slots + 1];
    this.paid = new double[n][terms.graph().siteCount()][];
    for (int tenant = 0; tenant < n; tenant++) {
      cumulate(tenant);
    }
  }

  /**
   * A retraining of a domain, or none.
   *
   * @param value what it earns by itself
   * @param choice its number, -1 for none
   * @param begin its first slot
   * @param site where
   * @param end as {@link Wanted#end}
   * @param after accuracy from then on
   */
  public record Pick(double value, int choice, int begin, int site, int end, double after)
      implements Wanted {

    static Pick none(double value) {
      return new Pick(value, NONE, 0, NONE, Integer.MAX_VALUE, 0);
    }

    @Override
    public int siteIn(int slot) {
      return begin <= slot && slot < end ? site : NONE;
    }

    /** Only this, of the domain that it is of. */
    Domain only(Domain domain) {
      return choice == NONE ? domain.onlyNothing() : domain.only(choice, begin, begin);
    }
  }

  private void cumulate(int tenant) {
    double[] served = prices.served()[tenant];
    double[] worth = terms.worth()[tenant];
    for (int slot = 0; slot < served.length; slot++) {
      before[tenant][slot + 1] = before[tenant][slot] + worth[slot] * served[slot];
    }
    for (int slot = served.length - 1; slot >= 0; slot--) {
      rest[tenant][slot] = rest[tenant][slot + 1] + served[slot];
    }
    for (int site = 0; site < paid[tenant].length; site++) {
      paid[tenant][site] = sums(prices.site()[tenant][site]);
    }
  }

  private static double[] sums(double[] row) {
    double[] sums = new double[row.length + 1];
    for (int i = 0; i < row.length; i++) {
      sums[i + 1] = sums[i] + row[i];
    }
    return sums;
  }

  /** The prices. */
  public Prices prices() {
    return prices;
  }

  /** What a tenant is credited with if its accuracy changes to that, by slot of the change. */
  public double[] ifChanged(int tenant, double accuracy) {
    double after = terms.weight(tenant) * accuracy;
    double[] values = new double[before[tenant].length];
    for (int slot = 0; slot < values.length; slot++) {
      values[slot] =
          before[tenant][slot] + after * (rest[tenant][slot] + terms.requestsAfter(tenant));
    }
    return values;
  }

  /** What a tenant earns without a retraining. */
  public double ofNone(int tenant) {
    double[] all = before[tenant];
    return all[all.length - 1]
        + terms.weight(tenant) * terms.requestsAfter(tenant) * terms.last()[tenant];
  }

  /** What a tenant is credited with before a slot if nothing has changed by then. */
  double ofNoneBefore(int tenant, int slot) {
    return before[tenant][slot];
  }

  /** What a choice, begun in some slot, earns by itself before another. */
  double before(int tenant, int choice, int begin, int slot) {
    return new Bidder(tenant, choice).before(begin, slot);
  }

  /** What a choice earns by itself, begun in that slot. */
  public double of(int tenant, int choice, int begin) {
    return new Bidder(tenant, choice).value(begin);
  }

  /** A choice, begun when it may be. */
  private final class Bidder {
    private final Choice choice;
    private final double after;
    private final double requestsAfter;
    private final double[] pays;
    private final double[] earned;
    private final double[] left;

    Bidder(int tenant, int number) {
      this.choice = domains.get(tenant).choice(number);
      this.after = terms.weight(tenant) * choice.option().accuracyAfter();
      this.requestsAfter = terms.requestsAfter(tenant);
      this.pays = paid[tenant][choice.site()];
      this.earned = before[tenant];
      this.left = rest[tenant];
    }

    double value(int begin) {
      int end = begin + choice.length();
      return earned[end] + after * (left[end] + requestsAfter) - (pays[end] - pays[begin]);
    }

    double before(int begin, int slot) {
      int end = begin + choice.length();
      double credited = slot <= end ? earned[slot] : earned[end] + after * (left[end] - left[slot]);
      return credited - (pays[Math.clamp(slot, begin, end)] - pays[begin]);
    }

    /** The begin of a range at which it earns most, the earliest of several. */
    int best(int from, int to) {
      int best = from;
      double most = Double.NEGATIVE_INFINITY;
      for (int begin = from; begin <= to; begin++) {
        double here = value(begin);
        if (here > most) {
          most = here;
          best = begin;
        }
      }
      return best;
    }

    Pick pick(int number, int begin) {
      return new Pick(
          value(begin),
          number,
          begin,
          choice.site(),
          begin + choice.length(),
          choice.option().accuracyAfter());
    }
  }

  /** What a tenant does best with. */
  public Pick best(int tenant) {
    return best(tenant, domains.get(tenant));
  }

  /** What a tenant does best with in a part of its domain, which allows something. */
  public Pick best(int tenant, Domain part) {
    Pick best = Pick.none(part.mayDoNothing() ? ofNone(tenant) : Double.NEGATIVE_INFINITY);
    for (int k = 0; k < part.choiceCount(); k++) {
      if (part.allows(k)) {
        Bidder bidder = new Bidder(tenant, k);
        int begin = bidder.best(part.earliest(k), part.latest(k));
        best = bidder.value(begin) > best.value() ? bidder.pick(k, begin) : best;
      }
    }
    return best;
  }

  /** What remains of a tenant's domain without what earns no more than that at both ends. */
  Domain above(int tenant, double enough) {
    Domain domain = domains.get(tenant);
    int[] from = new int[domain.choiceCount()];
    int[] to = new int[domain.choiceCount()];
    for (int k = 0; k < from.length; k++) {
      Bidder bidder = new Bidder(tenant, k);
      from[k] = domain.earliest(k);
      to[k] = domain.latest(k);
      while (from[k] <= to[k] && bidder.value(from[k]) <= enough) {
        from[k]++;
      }
      while (from[k] <= to[k] && bidder.value(to[k]) <= enough) {
        to[k]--;
      }
    }
    return domain.narrowed(domain.mayDoNothing() && ofNone(tenant) > enough, from, to);
  }

  /** The most that anything of a tenant's domain earns that is not in what remains of it. */
  double mostDropped(int tenant, Domain remains) {
    Domain domain = domains.get(tenant);
    boolean nothing = domain.mayDoNothing() && !remains.mayDoNothing();
    double most = nothing ? ofNone(tenant) : Double.NEGATIVE_INFINITY;
    for (int k = 0; k < domain.choiceCount(); k++) {
      Bidder bidder = new Bidder(tenant, k);
      for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
        boolean dropped = begin < remains.earliest(k) || begin > remains.latest(k);
        most = dropped ? Math.max(most, bidder.value(begin)) : most;
      }
    }
    return most;
  }
}
