package dev.migrator.core.plan;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Which retrainings, on which sites, beginning when: best first, with a bound.
 *
 * <p><b>Goal.</b> The best plan, and a proof of how good it is. <b>Constraints.</b> At most one
 * retraining a tenant, uninterrupted, ended within the horizon.
 *
 * <p><b>Algorithm.</b> Branch and bound. A node is a {@link Domain} for each tenant and prices. Its
 * bound is that of {@link PricedBound}; a {@link Descent} finds better prices, which the children
 * inherit, and {@link Sharpening} tells how much lower it is if set-ups take their time. Under
 * these prices each retraining has a bound of its own for nothing, and a lower one if it is asked
 * for ({@link Probes}): what cannot beat the best plan is dropped, and children whose bound is low
 * are never looked at. The tenant with the fewest left is split, or where that was not asked, the
 * one about which inference and retrainings disagree at the highest stake: by choice, then by
 * begin. The retrainings that do best under the prices are tried as a plan at every node, and those
 * that promise most when they are asked about; where that costs too much, a dive decides one tenant
 * after the other at the root, and then ever more rarely, and a second round decides each anew.
 * When each tenant has one retraining, what is left is a {@link Leaf}.
 *
 * <p>On a coarse graph, the search ends when it is known that places are what is missing: what is
 * left is then looked at on a finer one, see {@link #refined}.
 *
 * <p><b>Worked example.</b> One tenant, accuracy 0.5, one option to 0.9 that takes 10 slots on one
 * site, horizon 100. Root: begin in [0, 90] or none. Prices at what inference loses without the
 * site make each begin pay for its slots; if load is even, begin 0 has the highest bound, its plan
 * is worth as much, and everything else is dropped.
 */
final class RetrainingSearch {
  private static final int STEPS = 6;

  /** Where fewer passes can be afforded, a search begins with what neighbours find. */
  static final int FEW_PASSES = 30;

  /** With fewer passes prices are sought roughly, however many cells there are. */
  private static final int LEAST_PASSES_IN_FOCUS = 12;

  /** Where more can be afforded, prices lead to good plans by themselves. */
  private static final int MANY_PASSES = 200;

  /** Then neighbours go on only from plans so far from what is wanted, relative to the bound. */
  private static final double FAR = 0.02;

  private static final int DIVE_STEPS = 4;
  private static final int POLISH_STEPS = 10;
  private static final double[] PARTS_OF_FLOOR_PRICES = {1, 0.3, 0.1, 0.03, 0.01};
  private static final int MOST_ROUNDS = 2;

  /** How often, and how many steps for each tenant, prices are first sought roughly. */
  private static final int ROUGH_ROUNDS = 3;

  private static final int ROUGH_STEPS = 5;

  /**
   * Of all effort, what prices that are sought roughly may take if something else is affordable.
   */
  private static final double PART_OF_ROUGH = 0.5;

  /** Steps at the root before the first plan is tried, the second, and the search begins. */
  private static final int[] ROOT_STEPS = {12, 20, 48};

  /** After so many of these it is asked how good each retraining can be, if that is affordable. */
  private static final int ROUNDS_BEFORE_PROBES = 2;

  /** The same where prices come from a coarser graph. */
  private static final int ROUNDS_WITH_GOOD_PRICES = 1;

  /** Rounds in focus at the root, after each of which plans are tried, and retrainings left out. */
  private static final int[] ROOT_ROUNDS = {6, 4, 4, 4};

  /** The same where few passes can be afforded. */
  private static final int[] ROOT_ROUNDS_IF_DEAR = {6, 3, 3};

  /** How many retrainings of each tenant are tried beside those of others, at most. */
  private static final int MOST_TRIALS = 4;

  /** Of all effort, what trials at the root may take if they are looked at roughly. */
  private static final double PART_OF_TRIALS = 0.2;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Walks walks;
  private final PathPlanner.Settings settings;
  private final Decisions decisions;
  private final PricedBound bound;
  private final Descent.Ground ground;
  private final int shortest;
  private final boolean isCoarse;
  private final boolean hasNeighbours;
  private final Supplier<OpenNodes> nodes;

  /**
   * @param isCoarse whether there is a finer graph to go on with where what lies where matters
   */
  RetrainingSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      PathPlanner.Settings settings,
      boolean isCoarse) {
    this(problem, graph, rewards, settings, isCoarse, List.of(), OpenNodes::new);
  }

  /**
   * Beside others, on a graph of placements.
   *
   * @param taken what they have
   */
  RetrainingSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      PathPlanner.Settings settings,
      List<Taken> taken) {
    this(problem, graph, rewards, settings, false, taken, OpenNodes::new);
  }

  /**
   * @param nodes makes what keeps the open parts of a search
   */
  RetrainingSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      PathPlanner.Settings settings,
      boolean isCoarse,
      List<Taken> taken,
      Supplier<OpenNodes> nodes) {
    this.problem = problem;
    this.graph = graph;
    this.settings = settings;
    this.isCoarse = isCoarse;
    this.nodes = nodes;
    this.hasNeighbours = taken.isEmpty() && Neighbours.isUseful(problem);
    this.walks = new Walks(problem, graph, rewards);
    this.shortest = walks.relaxation.setup();
    this.decisions = new Decisions(problem, graph, taken);
    this.bound =
        new PricedBound(
            graph,
            rewards,
            Inference.of(walks.relaxation, new Beginning(problem, graph)),
            problem.tenants(),
            decisions.undisturbed(),
            decisions.lastAccuracies());
    this.ground = Descent.Ground.of(problem, bound, shortest);
  }

  /**
   * What was found.
   *
   * @param instances the best plan's
   * @param value what they are worth
   * @param bound on every plan
   */
  record Found(List<PlannedInstance> instances, double value, double bound) {}

  /**
   * What is left to look at, and how.
   *
   * @param domains by tenant: the retrainings that could still be better
   * @param prices good ones
   * @param cells those through which something better could lead
   * @param unresolved a bound on all else
   */
  record Rest(List<Domain> domains, Prices prices, Cells cells, double unresolved) {
    Rest with(List<Domain> others) {
      return new Rest(List.copyOf(others), prices, cells, unresolved);
    }
  }

  /**
   * What came of a search.
   *
   * @param found the best
   * @param rest what the root left to look at; empty if there is nothing better
   * @param isFragmented whether walks were found that are clearly better than every plan, but have
   *     no place
   * @param prices the best at the root
   * @param effort states times slots looked at
   */
  record Answer(
      Found found, Optional<Rest> rest, boolean isFragmented, Prices prices, long effort) {}

  /**
   * Searches for something better than what is known.
   *
   * @param prices to begin with, if there are good ones
   */
  Answer improve(Found known, Optional<Prices> prices) {
    Rest rest = whole(prices);
    return new Search(known, rest, settings, false).run(rest);
  }

  /**
   * The same with no more effort than so many looks at everything.
   *
   * @param mostEffort not exceeded either
   */
  Answer improve(Found known, int looks, long mostEffort) {
    Rest rest = whole(Optional.empty());
    long most = Math.min(mostEffort, looks * rest.cells().size());
    return new Search(known, rest, settings.withEffort(most, most), false).run(rest);
  }

  /** The same where something has been left out already, at good prices. */
  Answer improve(Found known, Rest rest) {
    return new Search(known, rest, settings, true).run(rest);
  }

  StateGraph graph() {
    return graph;
  }

  private Rest whole(Optional<Prices> prices) {
    List<Domain> all = decisions.everything();
    Prices opening = prices.orElseGet(() -> bound.opening(all, ground.costs()));
    Cells cells =
        Cells.where(decisions.undisturbed().room(), graph.shape, walks.relaxation.first());
    return new Rest(all, opening, cells, Double.NEGATIVE_INFINITY);
  }

  /** What a search on a coarser graph has left, on this one. */
  Rest refined(RetrainingSearch coarser, Rest rest) {
    int[] coarse = new int[graph.siteCount()];
    Arrays.setAll(coarse, site -> coarser.graph.siteOf(graph.placementsOf(site).getFirst()));
    List<Domain> domains = new ArrayList<>();
    for (int tenant = 0; tenant < rest.domains().size(); tenant++) {
      List<Choice> mine = decisions.choices().get(tenant);
      domains.add(rest.domains().get(tenant).refined(mine, site -> coarse[site]));
    }
    return new Rest(
        domains,
        rest.prices().refined(coarse),
        new Finer(walks, coarser.graph).within(rest.cells()),
        rest.unresolved());
  }

  /** One run from the root. */
  private final class Search {
    private final PathPlanner.Settings settings;
    private final Incumbent incumbent;
    private final Attempts attempts;
    private final Focus focus;
    private final Sharpening sharpening;
    private final Probes probes;
    private final ByNeighbours neighbours;
    private final OpenNodes open = nodes.get();
    private final boolean hasGoodPrices;
    private long passes;
    private boolean isInFocus;
    private long looks;

    Search(Found known, Rest rest, PathPlanner.Settings settings, boolean hasGoodPrices) {
      this.settings = settings;
      this.incumbent = new Incumbent(problem, graph, settings, known, rest.unresolved());
      this.attempts = new Attempts(walks, decisions, incumbent, isCoarse);
      this.focus = new Focus(rest.cells());
      this.sharpening = new Sharpening(walks, incumbent);
      this.probes = new Probes(bound, incumbent, attempts, settings.mostEffort());
      this.neighbours = new ByNeighbours(problem, incumbent, settings.mostEffort(), hasNeighbours);
      this.hasGoodPrices = hasGoodPrices;
    }

    Answer run(Rest rest) {
      passes = settings.mostEffort() / Math.max(1, rest.cells().size());
      isInFocus = passes >= LEAST_PASSES_IN_FOCUS && Descent.isLarge(rest.cells());
      if (neighbours.isUseful() && (passes < FEW_PASSES || isInFocus)) {
        beginCheaply();
      }
      if (!isInFocus || incumbent.value() == Double.NEGATIVE_INFINITY) {
        attempts.tryInferenceAlone(rest);
      }
      if (ground.hasFloors()) {
        tryForFloors(rest);
      }
      Descent root = descent(rest, Double.POSITIVE_INFINITY);
      begin(root);
      Optional<Probed> probed = probed(root);
      Rest left = root.rest();
      Prices prices = root.bestPrices();
      goOn(root, rest, probed);
      while (!open.isEmpty()
          && open.bound() > incumbent.enough()
          && !incumbent.isSpent()
          && !isLookedAtFiner()) {
        look(open.poll());
      }
      return new Answer(
          incumbent.found(open.bound()),
          root.isOpen() ? Optional.of(left) : Optional.empty(),
          incumbent.isFragmented(),
          prices,
          incumbent.effort());
    }

    private Descent descent(Rest from, double limit) {
      // A single descent does not take all effort.
      long most = settings.mostEffort() / 3;
      return new Descent(ground, incumbent, from, limit, most, attempts::tryPicks, focus);
    }

    /** Alternates between better prices and better plans, each of which makes the other cheaper. */
    private void begin(Descent root) {
      if (isInFocus) {
        beginInFocus(root);
      } else {
        beginEverywhere(root);
      }
      if (incumbent.value() == Double.NEGATIVE_INFINITY && root.isOpen()) {
        dive(root);
      }
    }

    /** Good prices first, for plans cost more than those. */
    private void beginInFocus(Descent root) {
      boolean isDear = passes < MANY_PASSES;
      int[] rounds = isDear ? ROOT_ROUNDS_IF_DEAR : ROOT_ROUNDS;
      for (int i = 0; i < rounds.length && root.isWorthMore() && !incumbent.isSpent(); i++) {
        root.runInFocus(rounds[i]);
        tryPicks(root);
        tryTogether(root);
        if (isDear && i == 0) {
          neighbours.quicklyImprove(root.value(), 0);
        } else if (isDear) {
          neighbours.improve(root.value());
        } else if (i < rounds.length - 1 && !incumbent.isEnoughFor(root.value())) {
          root.narrow();
          probed(root);
        }
      }
      if (!isDear) {
        placeBest(root);
        neighbours.quicklyImprove(root.value(), FAR);
      }
      root.narrow();
    }

    private void placeBest(Descent root) {
      if (root.isWorthMore() && !incumbent.isSpent()) {
        attempts.placeBest(root.suggestion());
      }
    }

    /** Decides retrainings that go together, and tries them. */
    private void tryTogether(Descent root) {
      List<Domain> decided = trials(root).decided(root.domains(), root.best(), byGain(root.best()));
      Rest rest = new Rest(decided, root.bestPrices(), root.cells(), 0);
      Descent last = descent(rest, Double.POSITIVE_INFINITY);
      if (last.isOpen()) {
        last.focus();
        tryPicks(last);
      }
    }

    private Trials trials(Descent root) {
      double rough = (double) bound.estimateSize() * MOST_TRIALS * root.domains().size();
      boolean isAffordable = rough <= PART_OF_TRIALS * settings.mostEffort();
      return new Trials(
          bound,
          incumbent,
          root.bestPrices(),
          MOST_TRIALS,
          isAffordable ? Trials.Passes.ROUGH : Trials.Passes.IN_FOCUS,
          focus.cells(),
          decisions.undisturbed());
    }

    private void beginEverywhere(Descent root) {
      tryPicks(root);
      int rough = hasGoodPrices ? 0 : ROUGH_ROUNDS;
      for (int i = 0; i < rough && root.isWorthMore() && !incumbent.isSpent(); i++) {
        root.roughly(roughSteps(root.domains().size()));
        tryPicks(root);
        if (i == 0 && root.isWorthMore() && passes < MANY_PASSES) {
          neighbours.quicklyImprove(root.value(), 0);
        }
      }
      int last = hasGoodPrices ? ROUNDS_WITH_GOOD_PRICES : ROUNDS_BEFORE_PROBES;
      int rounds = probes.isAffordable(root) ? last : ROOT_STEPS.length;
      for (int round = 0; round < rounds && !incumbent.isSpent(); round++) {
        root.run(ROOT_STEPS[round]);
        tryPicks(root);
        if (root.isWorthMore() && passes < MANY_PASSES) {
          neighbours.improve(root.value());
        }
        narrow(root);
        if (round == 1 && round < rounds - 1 && root.isWorthMore() && !incumbent.isSpent()) {
          dive(root);
          narrow(root);
          polish(root);
          narrow(root);
        }
      }
    }

    /** With few passes for many tenants nothing else leads as far. */
    private int roughSteps(int tenants) {
      if (neighbours.isUseful() && passes < FEW_PASSES) {
        return ROUGH_STEPS * tenants;
      }
      double most = PART_OF_ROUGH * settings.mostEffort() / bound.estimateSize();
      return Math.clamp((int) (most / ROUGH_ROUNDS), 1, ROUGH_STEPS * tenants);
    }

    /** Begins with plans that cost little to find. */
    private void beginCheaply() {
      if (decisions.everything().stream().allMatch(Domain::mayDoNothing)) {
        new Standing(problem, graph, walks.rewards, decisions).plans().forEach(incumbent::offer);
      }
      if (passes < FEW_PASSES) {
        neighbours.improve(Double.POSITIVE_INFINITY);
      }
    }

    /** Tries plans for which floors matter most, and less. */
    private void tryForFloors(Rest rest) {
      for (double part : PARTS_OF_FLOOR_PRICES) {
        Prices prices = rest.prices().copy();
        for (int tenant = 0; tenant < prices.floor().length; tenant++) {
          TenantOutlook outlook = problem.tenants().get(tenant);
          prices.floor()[tenant] = outlook.floor() == 0 ? 0 : part * problem.floorPrice(outlook);
        }
        incumbent.spend(rest.cells().size());
        Evaluation found = bound.evaluate(bound.scope(rest.domains()), prices, rest.cells());
        attempts.tryPicks(
            new Descent.Suggestion(found, prices.floor(), rest.cells(), rest.cells()));
      }
    }

    /** Finds better prices for a node, tries the plan they suggest, and splits what remains. */
    private void look(OpenNodes.Node node) {
      looks++;
      Descent descent = descent(node.rest(), node.bound());
      if (node.isWide()) {
        descent.narrow();
      }
      descent.run(STEPS);
      tryPicks(descent);
      if (descent.isWorthMore() && Long.bitCount(looks) <= 1 && !probes.isAffordable(descent)) {
        dive(descent);
        polish(descent);
      }
      if (descent.isWorthMore()) {
        narrow(descent);
      }
      goOn(descent, node.rest(), probed(descent));
    }

    /** Leaves out what cannot lead to anything better; in few cells, with timed set-ups as well. */
    private void narrow(Descent descent) {
      descent.narrow();
      if (descent.isWorthMore() && !descent.isLarge() && !descent.isDecided()) {
        descent.sharpen(sharpening);
      }
    }

    /** Of a tenant, how good each retraining that is left can be, if that can be afforded. */
    private Optional<Probed> probed(Descent descent) {
      boolean isUseful =
          descent.isWorthMore()
              && !descent.isDecided()
              && !incumbent.isSpent()
              && !isLookedAtFiner()
              && probes.isAffordable(descent);
      return isUseful ? probes.narrow(descent) : Optional.empty();
    }

    /** Whether what is left will be looked at on a finer graph. */
    private boolean isLookedAtFiner() {
      return isCoarse && incumbent.isFragmented();
    }

    private void goOn(Descent descent, Rest from, Optional<Probed> probed) {
      if (!descent.isWorthMore()) {
        incumbent.resolve(descent.value());
      } else if (descent.isDecided()) {
        incumbent.resolve(Math.min(descent.value(), attempts.solve(descent)));
      } else {
        split(descent, from, probed);
      }
    }

    private void split(Descent descent, Rest from, Optional<Probed> probed) {
      Rest rest = descent.rest();
      int tenant = probed.map(Probed::tenant).orElseGet(() -> toSplit(descent));
      for (Domain part : parts(descent, tenant, probed)) {
        List<Domain> child = new ArrayList<>(descent.domains());
        child.set(tenant, part);
        double asked = probed.map(each -> each.most(part)).orElse(Double.POSITIVE_INFINITY);
        double childBound = Math.min(descent.bound(tenant, part), asked);
        if (childBound > incumbent.enough()) {
          open.add(rest.with(child), from, childBound);
        } else {
          incumbent.resolve(childBound);
        }
      }
    }

    /** Where nothing else is left to decide, one by one what could be enough. */
    private List<Domain> parts(Descent descent, int tenant, Optional<Probed> probed) {
      Domain domain = descent.domains().get(tenant);
      boolean isLast = descent.domains().stream().filter(d -> d.size() > 1).count() <= 1;
      if (probed.isPresent() && isLast) {
        return probed.get().eachAbove(incumbent.enough());
      }
      return domain.size() == 1 ? List.of(domain) : domain.parts();
    }

    /** The tenant about which inference and retrainings disagree at the highest stake. */
    private static int toSplit(Descent descent) {
      int most = -1;
      double mostStake = -1;
      for (int tenant = 0; tenant < descent.domains().size(); tenant++) {
        int size = descent.domains().get(tenant).size();
        double stake = size <= 1 ? -1 : descent.stake(tenant) + 1e-6 * size;
        if (stake > mostStake) {
          mostStake = stake;
          most = tenant;
        }
      }
      return most;
    }

    /** Decides tenant by tenant as the prices suggest, each time finding prices for the rest. */
    private void dive(Descent from) {
      List<Domain> domains = new ArrayList<>(from.domains());
      Descent descent = from;
      int steps = from.isLarge() ? 0 : DIVE_STEPS;
      for (int tenant : byGain(from.best())) {
        Domain whole = domains.get(tenant);
        domains.set(tenant, descent.best().decided(tenant));
        Rest rest = new Rest(domains, descent.bestPrices(), from.cells(), 0);
        Descent next = descend(rest.with(domains), steps);
        if (!next.isOpen() && whole.mayDoNothing()) {
          domains.set(tenant, whole.onlyNothing());
          next = descend(rest.with(domains), steps);
        }
        if (!next.isOpen()) {
          return;
        }
        descent = next;
        tryPicks(descent);
      }
    }

    private Descent descend(Rest from, int steps) {
      Descent descent = descent(from, Double.POSITIVE_INFINITY);
      descent.run(incumbent.isSpent() ? 0 : steps);
      return descent;
    }

    /** Decides each tenant of the best plan anew while the others stay, as long as that helps. */
    private void polish(Descent from) {
      double before = Double.NEGATIVE_INFINITY;
      Rest rest = from.rest();
      boolean worth = from.isWorthMore();
      for (int round = 0;
          worth && round < MOST_ROUNDS && incumbent.value() > before && !incumbent.isSpent();
          round++) {
        before = incumbent.value();
        for (int tenant = 0; tenant < attempts.best().size(); tenant++) {
          if (from.domains().get(tenant).size() > 1) {
            List<Domain> domains = new ArrayList<>(attempts.best());
            domains.set(tenant, from.domains().get(tenant));
            Descent descent = descend(rest.with(domains), POLISH_STEPS);
            rest = descent.rest();
            tryPicks(descent);
          }
        }
      }
    }

    /** Tenants by what their retraining gains over none, highest first. */
    private static int[] byGain(Evaluation found) {
      return IntStream.range(0, found.domains().size())
          .boxed()
          .sorted(
              Comparator.comparingDouble(
                  tenant -> found.bids().ofNone(tenant) - found.picked(tenant).value()))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private void tryPicks(Descent descent) {
      if (descent.isOpen()) {
        attempts.tryPicks(descent.suggestion());
      }
    }
  }
}
