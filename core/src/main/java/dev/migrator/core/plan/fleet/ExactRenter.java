package dev.migrator.core.plan.fleet;

import java.util.Arrays;

/**
 * A tenant that knows its best instances, set-ups and retraining at given rents exactly.
 *
 * <p><b>Goal.</b> Which instances when, and which retraining, if every slot of every site costs its
 * rent, set-up included. <b>Algorithm.</b> A state is a collection of ready instances, see {@link
 * Holdings}. An instance that becomes ready at t costs its rent in the set-up slots before t at
 * once; from then on its rent by slot; removal is free. So a slot is a sweep down and a sweep up
 * over the states. For retrainings, one pass forward at the present accuracy and one backward at
 * the new one meet at the slot at which the retraining ends: the best state there tells what each
 * end is worth, and the cheapest site for it is a difference of sums. An option whose best end
 * could not make up for its rent is skipped without a pass.
 *
 * <p><b>What is ignored</b>, which keeps it a bound: that a tenant may be silent during set-ups;
 * floors; that inherited instances are not ready before their slot.
 *
 * <p><b>Worked example.</b> One site of capacity 6 with a set-up of 2, rent 1 a slot, arrivals 6 in
 * slots 3 and 4 of 5, accuracy 1: ready at 3 costs 2 for set-up, then earns 2 · (6 - 1). Best: 8.
 */
final class ExactRenter implements Renter {
  private static final int NONE = -1;

  private final Terms terms;
  private final Holdings states;
  private final Tables tables;
  private final int[] path;
  private Deal deal = Deal.NONE;

  /** By slot: requests expected from it on. */
  private final double[] expected;

  ExactRenter(Terms terms, Holdings states, Tables tables) {
    this.terms = terms;
    this.states = states;
    this.tables = tables;
    this.path = new int[terms.slots()];
    this.expected = new double[terms.slots() + 1];
    for (int slot = terms.slots() - 1; slot >= 0; slot--) {
      expected[slot] = expected[slot + 1] + terms.outlook().demand().mean(slot);
    }
  }

  @Override
  public double best(Rents rents, double[][] slope) {
    tables.makeRoom(terms.slots(), states.size());
    load(rents);
    forward(rents);
    int slots = terms.slots();
    Meeting best = meeting(tables.before[slots], slots, NONE, Deal.NONE, terms.afterwards());
    int computed = NONE;
    for (int number = 0; number < terms.offers().size(); number++) {
      int first = firstPromising(terms.offers().get(number), rents, best.value());
      if (first <= terms.retrainBy()) {
        backward(terms.offers().get(number), first, rents);
        computed = number;
        best = better(best, number, first, rents);
      }
    }
    if (best.offer() != NONE && best.offer() != computed) {
      backward(terms.offers().get(best.offer()), best.slot(), rents);
    }
    trace(best, rents, slope);
    return best.value();
  }

  /**
   * A state in a slot in which a pass forward meets one backward, or the end.
   *
   * @param offer the number of the retraining that ends there, or none
   */
  private record Meeting(double value, int slot, int state, int offer, Deal deal) {}

  private Meeting meeting(double[] values, int slot, int offer, Deal deal, double besides) {
    int best = 0;
    for (int s = 1; s < states.size(); s++) {
      best = values[s] > values[best] ? s : best;
    }
    return new Meeting(values[best] + besides, slot, best, offer, deal);
  }

  private void load(Rents rents) {
    int[] sites = terms.sites();
    for (int slot = 0; slot < terms.slots(); slot++) {
      double[] served = tables.served[slot];
      double[] rent = tables.rent[slot];
      served[0] = terms.served(slot, 0);
      rent[0] = 0;
      for (int s = 1; s < states.size(); s++) {
        int edge = states.lessFrom[s];
        served[s] = terms.served(slot, states.capacity[s]);
        rent[s] = rent[states.less[edge]] + rents.bySite()[sites[states.lessSite[edge]]][slot];
      }
    }
  }

  private double[] setUps(int slot, Rents rents) {
    double[] costs = new double[terms.sites().length];
    Arrays.setAll(costs, index -> terms.setUp(index, slot, rents));
    return costs;
  }

  private void forward(Rents rents) {
    double[] first = tables.before[0];
    for (int s = 0; s < states.size(); s++) {
      first[s] = states.isWithin(s, terms.inherited()) ? 0 : Double.NEGATIVE_INFINITY;
    }
    for (int slot = 0; slot < terms.slots(); slot++) {
      remove(tables.before[slot], tables.removed[slot]);
      add(tables.removed[slot], setUps(slot, rents), tables.added[slot]);
      earn(slot, terms.worth()[slot], tables.added[slot], tables.before[slot + 1]);
    }
  }

  private void remove(double[] values, double[] out) {
    for (int s = states.size() - 1; s >= 0; s--) {
      double best = values[s];
      for (int e = states.moreFrom[s]; e < states.moreFrom[s + 1]; e++) {
        best = Math.max(best, out[states.more[e]]);
      }
      out[s] = best;
    }
  }

  private void add(double[] values, double[] costs, double[] out) {
    for (int s = 0; s < states.size(); s++) {
      double best = values[s];
      for (int e = states.lessFrom[s]; e < states.lessFrom[s + 1]; e++) {
        best = Math.max(best, out[states.less[e]] - costs[states.lessSite[e]]);
      }
      out[s] = best;
    }
  }

  private void earn(int slot, double worth, double[] values, double[] out) {
    double[] served = tables.served[slot];
    double[] rent = tables.rent[slot];
    for (int s = 0; s < states.size(); s++) {
      out[s] = values[s] + worth * served[s] - rent[s];
    }
  }

  /** The first end at which a retraining could lead above a value. */
  private int firstPromising(Terms.Offer offer, Rents rents, double value) {
    double without =
        meeting(tables.before[terms.slots()], terms.slots(), NONE, Deal.NONE, 0).value();
    double more = terms.worth(offer) - terms.outlook().weight() * terms.outlook().accuracy();
    int end = 1;
    while (end <= terms.retrainBy()) {
      int site = terms.cheapest(offer, end, rents);
      if (site >= 0) {
        double gain = Math.max(0, more) * expected[end] + terms.afterwards(offer);
        if (without + gain - terms.cost(offer, site, end, rents) > value) {
          return end;
        }
      }
      end++;
    }
    return end;
  }

  private Meeting better(Meeting known, int number, int first, Rents rents) {
    Terms.Offer offer = terms.offers().get(number);
    Meeting best = known;
    double[] sum = new double[states.size()];
    for (int end = first; end <= terms.retrainBy(); end++) {
      int site = terms.cheapest(offer, end, rents);
      if (site >= 0) {
        for (int s = 0; s < sum.length; s++) {
          sum[s] = tables.before[end][s] + tables.ahead[end][s];
        }
        double besides = terms.afterwards(offer) - terms.cost(offer, site, end, rents);
        Deal taken = new Deal(site, end - offer.lengths()[site], end);
        Meeting here = meeting(sum, end, number, taken, besides);
        best = here.value() > best.value() ? here : best;
      }
    }
    return best;
  }

  private void backward(Terms.Offer offer, int first, Rents rents) {
    Arrays.fill(tables.ahead[terms.slots()], 0);
    for (int slot = terms.slots() - 1; slot >= first; slot--) {
      double[] holding = tables.holding[slot];
      double[] adding = tables.adding[slot];
      double[] ahead = tables.ahead[slot];
      earn(slot, terms.worth(offer), tables.ahead[slot + 1], holding);
      addAhead(holding, setUps(slot, rents), adding);
      for (int s = 0; s < states.size(); s++) {
        double best = adding[s];
        for (int e = states.lessFrom[s]; e < states.lessFrom[s + 1]; e++) {
          best = Math.max(best, ahead[states.less[e]]);
        }
        ahead[s] = best;
      }
    }
  }

  private void addAhead(double[] holding, double[] costs, double[] out) {
    for (int s = states.size() - 1; s >= 0; s--) {
      double best = holding[s];
      for (int e = states.moreFrom[s]; e < states.moreFrom[s + 1]; e++) {
        best = Math.max(best, out[states.more[e]] - costs[states.moreSite[e]]);
      }
      out[s] = best;
    }
  }

  private void trace(Meeting best, Rents rents, double[][] slope) {
    deal = best.deal();
    deal.use(slope);
    int state = best.state();
    for (int slot = best.slot() - 1; slot >= 0; slot--) {
      path[slot] = state;
      state = unremoved(slot, unadded(slot, state, rents, slope));
    }
    state = best.state();
    for (int slot = best.slot(); slot < terms.slots(); slot++) {
      state = added(slot, removed(slot, state), rents, slope);
      path[slot] = state;
    }
    for (int slot = 0; slot < path.length; slot++) {
      for (int index = 0; index < terms.sites().length; index++) {
        slope[terms.sites()[index]][slot] -= states.count(path[slot], index);
      }
    }
  }

  private int unadded(int slot, int state, Rents rents, double[][] slope) {
    double[] costs = setUps(slot, rents);
    double[] up = tables.added[slot];
    int at = state;
    while (up[at] != tables.removed[slot][at]) {
      int edge = states.lessFrom[at];
      while (up[states.less[edge]] - costs[states.lessSite[edge]] != up[at]) {
        edge++;
      }
      use(states.lessSite[edge], slot, slope);
      at = states.less[edge];
    }
    return at;
  }

  private int unremoved(int slot, int state) {
    double[] down = tables.removed[slot];
    int at = state;
    while (down[at] != tables.before[slot][at]) {
      int edge = states.moreFrom[at];
      while (down[states.more[edge]] != down[at]) {
        edge++;
      }
      at = states.more[edge];
    }
    return at;
  }

  private int removed(int slot, int state) {
    double[] ahead = tables.ahead[slot];
    int at = state;
    while (ahead[at] != tables.adding[slot][at]) {
      int edge = states.lessFrom[at];
      while (ahead[states.less[edge]] != ahead[at]) {
        edge++;
      }
      at = states.less[edge];
    }
    return at;
  }

  private int added(int slot, int state, Rents rents, double[][] slope) {
    double[] costs = setUps(slot, rents);
    double[] adding = tables.adding[slot];
    int at = state;
    while (adding[at] != tables.holding[slot][at]) {
      int edge = states.moreFrom[at];
      while (adding[states.more[edge]] - costs[states.moreSite[edge]] != adding[at]) {
        edge++;
      }
      use(states.moreSite[edge], slot, slope);
      at = states.more[edge];
    }
    return at;
  }

  /** The set-up of an instance that becomes ready in that slot. */
  private void use(int index, int slot, double[][] slope) {
    int site = terms.sites()[index];
    for (int t = slot - terms.fleet().setup(site); t < slot; t++) {
      slope[site][t]--;
    }
  }

  @Override
  public double[] wanted() {
    double[] wanted = new double[path.length];
    Arrays.setAll(
        wanted, slot -> Math.min(states.capacity[path[slot]], terms.outlook().demand().most(slot)));
    return wanted;
  }

  @Override
  public Deal deal() {
    return deal;
  }
}
