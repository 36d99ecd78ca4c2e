package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Demand;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A tenant too large to know all its collections of instances: it rents capacity by the request,
 * wherever that is cheapest, and needs no set-up but for the first slots.
 */
final class FluidRenter implements Renter {
  private final Terms terms;
  private final double[] wanted;
  private final double[] cost;
  private final int[] cheapest;

  /** By slot: the highest levels first. */
  private final Integer[][] order;

  private Deal deal = Deal.NONE;

  FluidRenter(Terms terms) {
    this.terms = terms;
    this.wanted = new double[terms.slots()];
    this.cost = new double[terms.slots()];
    this.cheapest = new int[terms.slots()];
    Demand demand = terms.outlook().demand();
    this.order = new Integer[terms.slots()][];
    for (int slot = 0; slot < order.length; slot++) {
      int here = slot;
      order[slot] =
          IntStream.range(0, demand.shares().length)
              .boxed()
              .sorted((a, b) -> Double.compare(demand.levels()[b][here], demand.levels()[a][here]))
              .toArray(Integer[]::new);
    }
  }

  @Override
  public double best(Rents rents, double[][] slope) {
    int slots = terms.slots();
    price(rents);
    double[] before = new double[slots + 1];
    for (int slot = 0; slot < slots; slot++) {
      before[slot + 1] = before[slot] + earned(slot, terms.worth()[slot]);
    }
    double best = before[slots] + terms.afterwards();
    double[] worth = terms.worth();
    deal = Deal.NONE;
    for (Terms.Offer offer : terms.offers()) {
      double after = 0;
      double level = terms.worth(offer);
      for (int end = slots; end > 0; end--) {
        int site = end <= terms.retrainBy() ? terms.cheapest(offer, end, rents) : -1;
        double here = before[end] + after + terms.afterwards(offer);
        if (site >= 0 && here - terms.cost(offer, site, end, rents) > best) {
          best = here - terms.cost(offer, site, end, rents);
          deal = new Deal(site, end - offer.lengths()[site], end);
          worth = terms.worth().clone();
          Arrays.fill(worth, end, slots, level);
        }
        after += earned(end - 1, level);
      }
    }
    deal.use(slope);
    use(worth, slope);
    return best;
  }

  /** The cheapest capacity by slot. */
  private void price(Rents rents) {
    Arrays.fill(cost, Double.POSITIVE_INFINITY);
    for (int index = 0; index < terms.sites().length; index++) {
      int site = terms.sites()[index];
      for (int slot = 0; slot < cost.length; slot++) {
        double here =
            rents.bySite()[site][slot] / (terms.capacity()[index] * terms.stretched(slot));
        if (here < cost[slot]) {
          cost[slot] = here;
          cheapest[slot] = index;
        }
      }
    }
  }

  private double earned(int slot, double worth) {
    double capacity = rented(slot, worth);
    double paid = capacity == 0 ? 0 : capacity * cost[slot];
    return worth * terms.outlook().demand().served(slot, capacity) - paid;
  }

  /** What is worth being rented, in requests. */
  private double rented(int slot, double worth) {
    Demand demand = terms.outlook().demand();
    double elsewhere = demand.elsewhere().length == 0 ? 0 : demand.elsewhere()[slot];
    double share = 0;
    for (int level : order[slot]) {
      share += demand.shares()[level];
      if (worth * share > cost[slot]) {
        return Math.min(possible(slot), Math.max(0, demand.levels()[level][slot] - elsewhere));
      }
    }
    return 0;
  }

  /** Before anything can have been set up there is only what was inherited. */
  private double possible(int slot) {
    double there = 0;
    for (int index = 0; index < terms.sites().length; index++) {
      if (slot >= terms.fleet().setup(terms.sites()[index])) {
        return Double.POSITIVE_INFINITY;
      }
      there += terms.inherited()[index] * terms.capacity()[index];
    }
    return there * terms.stretched(slot);
  }

  private void use(double[] worth, double[][] slope) {
    for (int slot = 0; slot < wanted.length; slot++) {
      wanted[slot] = rented(slot, worth[slot]);
      if (wanted[slot] > 0) {
        int index = cheapest[slot];
        double each = terms.capacity()[index] * terms.stretched(slot);
        slope[terms.sites()[index]][slot] -= wanted[slot] / each;
      }
    }
  }

  @Override
  public double[] wanted() {
    return wanted.clone();
  }

  @Override
  public Deal deal() {
    return deal;
  }
}
