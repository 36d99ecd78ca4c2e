package dev.migrator.core.plan.price;

import dev.migrator.core.plan.bound.Beside;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.FirstSlots;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.bound.Ticks;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How good a plan with this retraining can be, asked of every retraining of one tenant while those
 * of the others have prices.
 *
 * <p><b>Goal.</b> {@link PricedBound} says that as well, but of a retraining and an inference that
 * may disagree about it. If that of one tenant is decided they cannot, and the bound is lower. With
 * two tenants that is nearly all by which it is too high.
 *
 * <p><b>Algorithm.</b> What is earned beside a retraining from slot b to e is what is earned
 * without one up to b, what is earned from b to e while its site is taken, and what is earned from
 * e on at its accuracy. The first is the same whatever begins at b, and one pass tells it for every
 * b; the last is the same whatever ends at e, and one backwards tells it for every e, for each
 * accuracy. What is in between is passed for all begins on a site together ({@link Beside}).
 *
 * <p><b>Why it is a bound.</b> It is {@link PricedBound} of a domain that allows this retraining
 * only: its prices cancel, since inference leaves just the site that it takes. Only set-ups may be
 * paid at less: while it runs, and what is set up is ready after its end, at the least that
 * requests may be worth after any of them. To deduct less is always safe.
 *
 * <p><b>Worked example.</b> One tenant, one site, on it an instance of capacity 10 that is ready;
 * 10 requests in each of 8 slots, a set-up takes 1, accuracy 0.5, a retraining to 1.0 of 2 slots on
 * that site. Without it 40 are earned, 5 b before slot b. While it runs nothing is. After it a
 * set-up takes a slot, and each of the others earns 10. So begun at b it is 5 b + 10 (8 - b - 3):
 * 50 at 0, 45 at 1, 40 at 2.
 */
final class Probing {
  private static final double NEVER = Double.NEGATIVE_INFINITY;

  private final PricedBound.Terms terms;
  private final StateGraph graph;
  private final OccupancyBound relaxation;
  private final int tenant;
  private final Domain domain;
  private final Prices prices;
  private final Cells cells;

  /** Those that its retrainings may lead to. */
  private final List<Double> accuracies;

  /** What may be earned without a retraining of the tenant. */
  private final Field without;

  /** What the others' retrainings earn by themselves, less what floors ask for. */
  private final double alone;

  private long effort;

  /**
   * @param terms of the bound
   * @param scope what may be chosen
   * @param prices of the others' retrainings; the tenant's own do not matter
   * @param cells through which inference may lead
   * @param tenant whose retrainings are asked about
   */
  Probing(PricedBound.Terms terms, Scope scope, Prices prices, Cells cells, int tenant) {
    this.terms = terms;
    this.graph = terms.graph();
    this.relaxation = terms.inference().exact();
    this.tenant = tenant;
    this.domain = scope.domains().get(tenant);
    this.prices = prices.copy();
    this.cells = cells;
    this.accuracies = accuracies(domain);
    Arrays.fill(this.prices.served()[tenant], 0);
    List<Domain> domains = new ArrayList<>(scope.domains());
    domains.set(tenant, domain.onlyNothing());
    this.without = Evaluation.field(terms, new Scope(terms, domains), this.prices);
    Bids bids = new Bids(terms, domains, this.prices);
    this.alone =
        IntStream.range(0, domains.size())
            .mapToDouble(
                t -> (t == tenant ? 0 : bids.best(t).value()) - prices.floor()[t] * terms.asked(t))
            .sum();
  }

  /**
   * About how much effort it takes, in states of a pass.
   *
   * @param domain of a tenant's retrainings
   */
  static long effort(StateGraph graph, Domain domain, Cells cells) {
    long effort = (1 + accuracies(domain).size()) * cells.size();
    for (int site = 0; site < graph.siteCount(); site++) {
      Beside.Begins begins = Beside.Begins.on(site, domain);
      effort += Beside.effortBeside(graph, cells, graph.statesBeside(site).length, begins);
    }
    return effort;
  }

  private static List<Double> accuracies(Domain domain) {
    return IntStream.range(0, domain.choiceCount())
        .filter(domain::allows)
        .mapToObj(k -> domain.choice(k).option().accuracyAfter())
        .distinct()
        .toList();
  }

  /** The bounds. */
  Probed bounds() {
    Around around = around();
    double none =
        domain.mayDoNothing() ? alone + around.earned + outliving(terms.last()[tenant]) : NEVER;
    double[][] begun = new double[domain.choiceCount()][0];
    List<Beside> besides = besides();
    long all = besides.stream().mapToLong(Beside::effort).sum();
    effort += all;
    relaxation
        .hands()
        .forEffort(all)
        .all(besides.stream().map(beside -> bounding(beside, around.toCome, begun)).toList());
    return new Probed(tenant, domain, begun, none, effort);
  }

  /**
   * What is earned before retrainings and after them.
   *
   * @param earned if there is none
   * @param toCome by accuracy, slot and state: what can be earned from there on after one
   */
  private record Around(double earned, List<long[][]> toCome) {}

  private Around around() {
    List<Field> after = accuracies.stream().map(this::after).toList();
    double most = after.stream().mapToDouble(this::most).max().orElse(0);
    Ticks ticks = Ticks.upTo(most + most(without));
    double[] earned = new double[1];
    long[][][] toCome = new long[after.size()][][];
    List<Runnable> passes = new ArrayList<>();
    passes.add(() -> earned[0] = relaxation.valueForth(without, cells, ticks));
    for (int i = 0; i < toCome.length; i++) {
      int which = i;
      int earliest = earliestEnd(accuracies.get(i));
      passes.add(() -> toCome[which] = relaxation.toCome(after.get(which), cells, ticks, earliest));
    }
    long all = passes.size() * cells.size();
    effort += all;
    relaxation.hands().forEffort(all).all(passes);
    return new Around(earned[0], List.of(toCome));
  }

  /** Of each site on which something may begin, what takes longest first. */
  private List<Beside> besides() {
    Field during = during();
    FirstSlots.Alike early = relaxation.firstAlike(during, cells.first());
    boolean[] wanted = cells.anywhere(graph.size());
    List<Beside> besides = new ArrayList<>();
    for (int site = 0; site < graph.siteCount(); site++) {
      Beside.Begins begins = Beside.Begins.on(site, domain);
      if (!begins.choices().isEmpty()) {
        besides.add(new Beside(relaxation, graph, during, early, cells, wanted, site, begins));
      }
    }
    besides.sort(Comparator.comparingLong(Beside::effort).reversed());
    return besides;
  }

  /** What accuracy at the end is worth. */
  private double outliving(double accuracy) {
    return terms.weight(tenant) * terms.requestsAfter(tenant) * accuracy;
  }

  private double most(Field field) {
    int instances = graph.mostInstances() * field.slots();
    return field.most(relaxation.setup()) + relaxation.penalty() * instances;
  }

  /** What may be earned at that accuracy, at any time. */
  private Field after(double accuracy) {
    double[] worth = new double[terms.slots()];
    Arrays.fill(worth, worth(accuracy));
    double[][][] sure = sure(worth);
    double[][][] now = without.now().clone();
    now[tenant] = new double[worth.length][];
    Arrays.setAll(
        now[tenant], slot -> Rewards.difference(sure[tenant][slot], sure[tenant][slot + 1]));
    return new Field(now, sure, without.byShape(), 0);
  }

  /** What may be earned while it runs, if something is set up at the least that it may be worth. */
  private Field during() {
    double least = accuracies.stream().mapToDouble(this::worth).min().orElse(0);
    double floor = prices.floor()[tenant];
    double[] worth =
        Arrays.stream(terms.worth()[tenant]).map(old -> Math.min(old + floor, least)).toArray();
    return new Field(without.now(), sure(worth), without.byShape(), 0);
  }

  /** What a request is worth at that accuracy. */
  private double worth(double accuracy) {
    return terms.weight(tenant) * accuracy + prices.floor()[tenant];
  }

  /** With requests of the tenant worth that, by slot. */
  private double[][][] sure(double[] worth) {
    double[][][] sure = without.sure().clone();
    sure[tenant] = terms.rewards().cumulated(tenant, worth);
    return sure;
  }

  private int earliestEnd(double accuracy) {
    return IntStream.range(0, domain.choiceCount())
        .filter(k -> domain.allows(k) && domain.choice(k).option().accuracyAfter() == accuracy)
        .map(k -> domain.earliest(k) + domain.choice(k).length())
        .map(end -> Math.max(end, relaxation.first().length()))
        .min()
        .orElseThrow();
  }

  /** Bounds all choices of a site, which no other's bounds depend on. */
  private Runnable bounding(Beside beside, List<long[][]> toCome, double[][] begun) {
    List<Integer> choices = beside.begins().choices();
    for (int k : choices) {
      begun[k] = new double[domain.latest(k) - domain.earliest(k) + 1];
      // What ends in the first slots, set up quicker than anything that serves, is not looked at.
      Arrays.fill(begun[k], Double.POSITIVE_INFINITY);
    }
    return () ->
        beside.pass(slot -> choices.forEach(k -> bound(beside, k, slot + 1, toCome, begun[k])));
  }

  /** A choice that ends with a slot, if it may. */
  private void bound(Beside beside, int k, int end, List<long[][]> toCome, double[] begun) {
    int begin = end - domain.choice(k).length();
    if (domain.earliest(k) <= begin && begin <= domain.latest(k)) {
      double accuracy = domain.choice(k).option().accuracyAfter();
      double earned = beside.most(begin, toCome.get(accuracies.indexOf(accuracy))[end]);
      begun[begin - domain.earliest(k)] = alone + earned + outliving(accuracy);
    }
  }
}
