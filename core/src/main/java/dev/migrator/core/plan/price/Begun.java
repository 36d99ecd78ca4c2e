package dev.migrator.core.plan.price;

import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which retrainings have begun in a plan that is made slot by slot, and what they make of it: the
 * room that is left, what requests are worth, and what all retrainings may still earn by themselves
 * under prices.
 *
 * <p>What is the same is one object.
 */
final class Begun {
  private static final int NOT_YET = -1;

  private final Possible possible;
  private final int number;

  /** By tenant. */
  private final int[] choice;

  private final int[] begin;

  /** Of the last even slot that was asked about, and of the last odd one. */
  private final int[] asked = {NOT_YET, NOT_YET};

  private final double[] toCome = new double[asked.length];

  /** Of the last slot that was asked about. */
  private int roomIn = NOT_YET;

  private boolean[] room = {};

  private Begun(Possible possible, int number, int[] choice, int[] begin) {
    this.possible = possible;
    this.number = number;
    this.choice = choice;
    this.begin = begin;
  }

  /** What may begin, under which prices, and what has been asked about. */
  private static final class Possible {
    private final PricedBound.Terms terms;
    private final List<Domain> domains;
    private final Bids bids;

    /** By tenant and slot: the best that can begin from there on, or none. */
    private final double[][] best;

    private final Map<List<Integer>, Begun> known = new HashMap<>();
    private final Map<List<Integer>, boolean[]> rooms = new HashMap<>();

    Possible(PricedBound.Terms terms, List<Domain> domains, Bids bids) {
      this.terms = terms;
      this.domains = domains;
      this.bids = bids;
      this.best = new double[domains.size()][];
      Arrays.setAll(best, this::best);
    }

    private double[] best(int tenant) {
      Domain domain = domains.get(tenant);
      double[] from = new double[terms.slots() + 1];
      Arrays.fill(from, domain.mayDoNothing() ? bids.ofNone(tenant) : Double.NEGATIVE_INFINITY);
      for (int k = 0; k < domain.choiceCount(); k++) {
        for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
          from[begin] = Math.max(from[begin], bids.of(tenant, k, begin));
        }
      }
      for (int slot = from.length - 2; slot >= 0; slot--) {
        from[slot] = Math.max(from[slot], from[slot + 1]);
      }
      return from;
    }

    Begun of(int[] choice, int[] begin) {
      List<Integer> key =
          IntStream.concat(Arrays.stream(choice), Arrays.stream(begin)).boxed().toList();
      return known.computeIfAbsent(key, _ -> new Begun(this, known.size(), choice, begin));
    }

    boolean[] room(List<Integer> sites) {
      StateGraph graph = terms.graph();
      return rooms.computeIfAbsent(
          sites, on -> graph.isLegal(on) ? graph.roomFor(on) : new boolean[graph.shapeCount()]);
    }
  }

  /**
   * Nothing has.
   *
   * @param domains by tenant, what may
   * @param bids what each earns by itself
   */
  static Begun nothing(PricedBound.Terms terms, List<Domain> domains, Bids bids) {
    int[] choice = new int[domains.size()];
    Arrays.fill(choice, NOT_YET);
    return new Possible(terms, domains, bids).of(choice, new int[choice.length]);
  }

  int tenants() {
    return choice.length;
  }

  /** By which it can be told from others. */
  int number() {
    return number;
  }

  /** Each choice of a tenant that may begin in a slot, with this begun before; none if one has. */
  List<Begun> with(int tenant, int slot) {
    List<Begun> more = new ArrayList<>();
    Domain domain = possible.domains.get(tenant);
    for (int k = 0; choice[tenant] == NOT_YET && k < domain.choiceCount(); k++) {
      if (domain.earliest(k) <= slot && slot <= domain.latest(k)) {
        int[] choices = choice.clone();
        int[] begins = begin.clone();
        choices[tenant] = k;
        begins[tenant] = slot;
        more.add(possible.of(choices, begins));
      }
    }
    return more;
  }

  /** What all retrainings earn by themselves at most from a slot on. */
  double toCome(int slot) {
    int at = slot % asked.length;
    if (asked[at] != slot) {
      asked[at] = slot;
      toCome[at] = 0;
      for (int tenant = 0; tenant < choice.length; tenant++) {
        toCome[at] += toCome(tenant, slot);
      }
    }
    return toCome[at];
  }

  private double toCome(int tenant, int slot) {
    Bids bids = possible.bids;
    int k = choice[tenant];
    return k == NOT_YET
        ? possible.best[tenant][slot] - bids.ofNoneBefore(tenant, slot)
        : bids.of(tenant, k, begin[tenant]) - bids.before(tenant, k, begin[tenant], slot);
  }

  /** What a request of a tenant is worth in a slot. */
  double worth(int tenant, int slot) {
    PricedBound.Terms terms = possible.terms;
    int k = choice[tenant];
    if (k != NOT_YET) {
      Choice chosen = possible.domains.get(tenant).choice(k);
      if (begin[tenant] + chosen.length() <= slot) {
        return terms.weight(tenant) * chosen.option().accuracyAfter();
      }
    }
    return terms.worth()[tenant][slot];
  }

  /** By shape: whether it leaves the sites of those that run in a slot. */
  boolean[] room(int slot) {
    if (roomIn != slot) {
      List<Integer> sites = new ArrayList<>();
      for (int tenant = 0; tenant < choice.length; tenant++) {
        if (choice[tenant] != NOT_YET) {
          Choice chosen = possible.domains.get(tenant).choice(choice[tenant]);
          if (begin[tenant] <= slot && slot < begin[tenant] + chosen.length()) {
            sites.add(chosen.site());
          }
        }
      }
      room = possible.room(sites);
      roomIn = slot;
    }
    return room;
  }

  /** By tenant: only that, of its domain; none where none has begun. */
  List<Domain> decided() {
    List<Domain> decided = new ArrayList<>();
    for (int tenant = 0; tenant < choice.length; tenant++) {
      Domain domain = possible.domains.get(tenant);
      decided.add(
          choice[tenant] == NOT_YET
              ? domain.onlyNothing()
              : domain.only(choice[tenant], begin[tenant], begin[tenant]));
    }
    return decided;
  }
}
