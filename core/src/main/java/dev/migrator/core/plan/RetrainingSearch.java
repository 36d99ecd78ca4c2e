package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which retrainings, on which sites, beginning when: best first, with a bound.
 *
 * <p><b>Goal.</b> The best plan, and a proof of how good it is. <b>Constraints.</b> At most one
 * retraining a tenant, uninterrupted, ended within the horizon.
 *
 * <p><b>Algorithm.</b> Branch and bound. A node is a {@link Domain} for each tenant and prices. Its
 * bound is that of {@link PricedBound}; some steps along its slope, as long as the distance to the
 * best plan suggests (Polyak's rule), find better prices, which the children inherit. Under these
 * prices each retraining has a bound of its own for nothing: what cannot beat the best plan is
 * dropped, and children whose bound is low are never looked at. The tenant about which inference
 * and retrainings disagree most is split: by choice, then by begin. The retrainings that do best
 * under the prices are tried as a plan at every node; at the root, and then ever more rarely, a
 * dive decides one tenant after the other, and a second round decides each anew. When each tenant
 * has one retraining, what is left is a {@link Walk}.
 *
 * <p><b>Worked example.</b> One tenant, accuracy 0.5, one option to 0.9 that takes 10 slots on one
 * site, horizon 100. Root: begin in [0, 90] or none. Prices at what inference loses without the
 * site make each begin pay for its slots; if load is even, begin 0 has the highest bound, its plan
 * is worth as much, and everything else is dropped.
 */
final class RetrainingSearch {
  private static final double ROUNDING = 1e-9;
  private static final int ROOT_STEPS = 80;
  private static final int STEPS = 6;
  private static final int DIVE_STEPS = 4;
  private static final int POLISH_STEPS = 10;
  private static final int PATIENCE = 3;
  private static final int MOST_ROUNDS = 2;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final OccupancyBound relaxation;
  private final TransitionSearch transitions;
  private final PathPlanner.Settings settings;
  private final List<List<Choice>> choices = new ArrayList<>();
  private final double[] initial;
  private final int shortest;
  private final PricedBound bound;
  private long effort;

  RetrainingSearch(
      PlanningProblem problem, StateGraph graph, Rewards rewards, PathPlanner.Settings settings) {
    this.problem = problem;
    this.graph = graph;
    this.settings = settings;
    this.rewards = rewards;
    this.shortest = graph.allKinds().stream().mapToInt(this::setup).min().orElse(1);
    this.relaxation = new OccupancyBound(graph, shortest, problem.setupPenalty());
    this.transitions =
        new TransitionSearch(
            graph,
            rewards,
            graph.allKinds().stream().mapToInt(this::setup).max().orElse(1),
            problem.setupPenalty(),
            problem.preInitialization(),
            problem.tenants().size());
    for (TenantOutlook tenant : problem.tenants()) {
      choices.add(choicesOf(tenant));
    }
    this.initial = new Beginning(problem, graph).values();
    Timeline undisturbed = new Timeline(graph, problem.tenants(), problem.slots());
    double[] last = new double[choices.size()];
    for (int tenant = 0; tenant < last.length; tenant++) {
      continued(undisturbed, tenant);
      last[tenant] = lastAccuracy(problem.tenants().get(tenant));
    }
    this.bound =
        new PricedBound(graph, rewards, relaxation, problem.tenants(), undisturbed, last, initial);
  }

  /** A part of the search: what each tenant may do, and a bound on that. */
  private record Node(List<Domain> domains, Prices prices, double bound, long number) {}

  /**
   * What was found.
   *
   * @param instances the best plan's
   * @param value what they are worth
   * @param bound on every plan
   */
  record Found(List<PlannedInstance> instances, double value, double bound) {}

  /** Searches for something better than what is known. */
  Found improve(Found known) {
    return new Search(known).run();
  }

  private int setup(StateGraph.Kind kind) {
    return problem.setupSlots(graph.profileOf(kind.site()));
  }

  private List<Choice> choicesOf(TenantOutlook tenant) {
    List<Choice> result = new ArrayList<>();
    if (running(tenant.name()).isPresent()) {
      return result;
    }
    for (RetrainingOption option : tenant.options()) {
      for (int site = 0; site < graph.siteCount(); site++) {
        Integer slots = option.slots().get(graph.profileOf(site));
        int setup = problem.setupSlots(graph.profileOf(site), option);
        boolean gains = tenant.mustRetrain() || option.accuracyAfter() > tenant.accuracy();
        if (slots != null && gains && setup + slots <= problem.rules().retrainBy()) {
          result.add(new Choice(option, site, setup, setup + slots));
        }
      }
    }
    return result.stream()
        .filter(choice -> tenant.mustRetrain() || result.stream().noneMatch(o -> o.beats(choice)))
        .toList();
  }

  private Optional<Inherited.Retraining> running(String tenant) {
    return problem.inherited().stream()
        .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
        .filter(r -> r.task().tenant().equals(tenant))
        .findFirst();
  }

  /** The timeline of one retraining for each tenant. */
  private Timeline timeline(List<Domain> decided) {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    for (int tenant = 0; tenant < decided.size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      continued(timeline, tenant);
      int k = decided.get(tenant).firstAllowed();
      double end = k < 0 ? lastAccuracy(outlook) : retrain(timeline, tenant, decided.get(tenant));
      timeline.constant += outlook.weight() * outlook.requestsAfter() * end;
    }
    return timeline;
  }

  /** A retraining that was running before. */
  private void continued(Timeline timeline, int tenant) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    running(outlook.name())
        .ifPresent(
            running -> {
              timeline.take(graph.siteOf(running.placement()), 0, running.endsAt());
              timeline.worthFrom(
                  tenant, running.endsAt(), outlook.weight() * running.accuracyAfter());
            });
  }

  /** Accuracy at the end without a new retraining. */
  private double lastAccuracy(TenantOutlook outlook) {
    return running(outlook.name())
        .filter(running -> running.endsAt() <= problem.slots())
        .map(Inherited.Retraining::accuracyAfter)
        .orElse(outlook.accuracy());
  }

  /** The accuracy at the end with a new retraining. */
  private double retrain(Timeline timeline, int tenant, Domain decided) {
    int k = decided.firstAllowed();
    Choice choice = decided.choice(k);
    int begin = decided.earliest(k);
    int end = begin + choice.length();
    double after = choice.option().accuracyAfter();
    timeline.take(choice.site(), begin, end);
    timeline.worthFrom(tenant, end, problem.tenants().get(tenant).weight() * after);
    return after;
  }

  private List<Block> blocks(List<Domain> decided) {
    List<Block> blocks = new ArrayList<>();
    for (Inherited instance : problem.inherited()) {
      if (instance instanceof Inherited.Retraining r) {
        Optional<Placement> where = Optional.of(r.placement());
        int site = graph.siteOf(r.placement());
        blocks.add(new Block(r.task(), site, 0, 0, r.endsAt(), where));
      }
    }
    for (int tenant = 0; tenant < decided.size(); tenant++) {
      int k = decided.get(tenant).firstAllowed();
      if (k >= 0) {
        Choice choice = decided.get(tenant).choice(k);
        String name = problem.tenants().get(tenant).name();
        int begin = decided.get(tenant).earliest(k);
        blocks.add(
            new Block(
                new Task.Retrain(name, choice.option().name()),
                choice.site(),
                begin,
                begin + choice.setup(),
                begin + choice.length(),
                Optional.empty()));
      }
    }
    return blocks;
  }

  /** One run from the root. */
  private final class Search {
    private Found best;

    /** The highest bound of all nodes that were left without a proof that they hold no better. */
    private double unresolved = Double.NEGATIVE_INFINITY;

    private long numbers;
    private long looks;

    /** The retrainings of the best plan that this search has found. */
    private List<Domain> bestDecided = List.of();

    private final Set<String> tried = new HashSet<>();
    private final PriorityQueue<Node> open =
        new PriorityQueue<>(
            Comparator.comparingDouble(Node::bound).reversed().thenComparingLong(Node::number));

    Search(Found known) {
      this.best = known;
    }

    Found run() {
      List<Domain> all = new ArrayList<>();
      for (int tenant = 0; tenant < choices.size(); tenant++) {
        all.add(Domain.all(choices.get(tenant), mayDoNothing(tenant), problem.rules().retrainBy()));
      }
      open.add(new Node(all, bound.opening(all, shortest), Double.POSITIVE_INFINITY, numbers++));
      while (!open.isEmpty() && open.peek().bound() > enough() && !isSpent()) {
        look(open.poll());
      }
      double left = open.isEmpty() ? Double.NEGATIVE_INFINITY : open.peek().bound();
      double proven = Math.max(best.value(), Math.max(left, unresolved));
      return new Found(best.instances(), best.value(), Math.min(proven, best.bound()));
    }

    private boolean mayDoNothing(int tenant) {
      return choices.get(tenant).isEmpty() || !problem.tenants().get(tenant).mustRetrain();
    }

    /** Nodes up to this bound need no look. */
    private double enough() {
      double margin = Math.max(ROUNDING, settings.targetGap()) * Math.abs(best.value());
      return best.value() == Double.NEGATIVE_INFINITY ? best.value() : best.value() + margin;
    }

    /** Finds better prices for a node, tries the plan they suggest, and splits what remains. */
    private void look(Node node) {
      Descent descent = new Descent(node);
      descent.run(looks++ == 0 ? ROOT_STEPS : STEPS);
      PricedBound.Evaluation found = descent.best();
      double value = Math.min(node.bound(), found.value());
      if (value > Double.NEGATIVE_INFINITY) {
        tryPicks(found);
      }
      if (value > enough() && Long.bitCount(looks) <= 1) {
        dive(new Node(node.domains(), descent.bestPrices, value, -1), found);
      }
      if (value <= enough()) {
        resolve(value);
        return;
      }
      List<Domain> domains = narrowed(node, found);
      if (domains.stream().anyMatch(domain -> domain.size() == 0)) {
        return;
      }
      if (domains.stream().allMatch(domain -> domain.size() == 1)) {
        solve(domains, value);
      } else {
        split(domains, descent, value);
      }
    }

    private void resolve(double value) {
      unresolved = Math.max(unresolved, value);
    }

    /** Drops retrainings that cannot lead above what is enough. */
    private List<Domain> narrowed(Node node, PricedBound.Evaluation found) {
      List<Domain> domains = new ArrayList<>();
      for (int tenant = 0; tenant < node.domains().size(); tenant++) {
        Domain domain = found.above(tenant, enough());
        resolve(found.mostDropped(tenant, domain));
        domains.add(domain);
      }
      return domains;
    }

    private void split(List<Domain> domains, Descent descent, double value) {
      PricedBound.Evaluation found = descent.best();
      int tenant = toSplit(domains, descent.bestSlope);
      for (Domain part : domains.get(tenant).parts()) {
        double most = found.value() - found.pickValue(tenant) + found.most(tenant, part);
        List<Domain> child = new ArrayList<>(domains);
        child.set(tenant, part);
        double childBound = Math.min(value, most);
        if (childBound > enough()) {
          open.add(new Node(child, descent.bestPrices, childBound, numbers++));
        } else {
          resolve(childBound);
        }
      }
    }

    /** The tenant about which inference and retrainings disagree most. */
    private static int toSplit(List<Domain> domains, PricedBound.Slope slope) {
      int most = -1;
      double mostStake = -1;
      for (int tenant = 0; tenant < domains.size(); tenant++) {
        int size = domains.get(tenant).size();
        double stake = size <= 1 ? -1 : slope.of(tenant) + 1e-6 * size;
        if (stake > mostStake) {
          mostStake = stake;
          most = tenant;
        }
      }
      return most;
    }

    /** Decides tenant by tenant as the prices suggest, each time finding prices for the rest. */
    private void dive(Node from, PricedBound.Evaluation evaluated) {
      List<Domain> domains = new ArrayList<>(from.domains());
      PricedBound.Evaluation found = evaluated;
      Prices prices = from.prices();
      int[] order = byGain(evaluated);
      for (int i = 0; i < order.length; i++) {
        Domain whole = domains.get(order[i]);
        domains.set(order[i], picked(found, order[i]));
        Descent descent = descend(domains, prices, DIVE_STEPS);
        if (descent.best().value() == Double.NEGATIVE_INFINITY && whole.mayDoNothing()) {
          domains.set(order[i], whole.onlyNothing());
          descent = descend(domains, prices, DIVE_STEPS);
        }
        if (descent.best().value() == Double.NEGATIVE_INFINITY) {
          return;
        }
        found = descent.best();
        prices = descent.bestPrices;
        tryPicks(found);
      }
      polish(from.domains(), from.prices());
    }

    private Descent descend(List<Domain> domains, Prices prices, int steps) {
      Descent descent =
          new Descent(new Node(List.copyOf(domains), prices, Double.POSITIVE_INFINITY, -1));
      descent.run(isSpent() ? 0 : steps);
      return descent;
    }

    /** Decides each tenant of the best plan anew while the others stay, as long as that helps. */
    private void polish(List<Domain> whole, Prices from) {
      double before = Double.NEGATIVE_INFINITY;
      Prices prices = from;
      for (int round = 0; round < MOST_ROUNDS && best.value() > before && !isSpent(); round++) {
        before = best.value();
        for (int tenant = 0; tenant < bestDecided.size(); tenant++) {
          if (whole.get(tenant).size() > 1) {
            List<Domain> domains = new ArrayList<>(bestDecided);
            domains.set(tenant, whole.get(tenant));
            Descent descent = descend(domains, prices, POLISH_STEPS);
            prices = descent.bestPrices;
            tryPicks(descent.best());
          }
        }
      }
    }

    /** Tenants by what their retraining gains over none, highest first. */
    private int[] byGain(PricedBound.Evaluation found) {
      List<Integer> order = new ArrayList<>();
      for (int tenant = 0; tenant < choices.size(); tenant++) {
        order.add(tenant);
      }
      order.sort(
          Comparator.comparingDouble(
              tenant -> found.value(tenant, -1, 0) - found.pickValue(tenant)));
      return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Domain picked(PricedBound.Evaluation found, int tenant) {
      PricedBound.Pick pick = found.picked(tenant);
      Domain domain = found.domain(tenant);
      return pick.choice() < 0
          ? domain.onlyNothing()
          : domain.only(pick.choice(), pick.begin(), pick.begin());
    }

    private void tryPicks(PricedBound.Evaluation found) {
      List<Domain> decided = new ArrayList<>();
      StringBuilder key = new StringBuilder();
      for (int tenant = 0; tenant < choices.size(); tenant++) {
        PricedBound.Pick pick = found.picked(tenant);
        decided.add(picked(found, tenant));
        key.append(pick.choice()).append('@').append(pick.begin()).append(' ');
      }
      if (tried.add(key.toString())) {
        quickly(decided, timeline(decided));
      }
    }

    private void quickly(List<Domain> decided, Timeline timeline) {
      effort += transitions.passes() * pass();
      Walk walk =
          transitions.best(timeline, new Beginning(problem, graph).starts(rewards, timeline));
      double before = best.value();
      offer(walk, blocks(decided));
      bestDecided = best.value() > before ? decided : bestDecided;
    }

    /** Finds plans for decided retrainings; nothing is left but perhaps a bound. */
    private void solve(List<Domain> decided, double bound) {
      Timeline timeline = timeline(decided);
      List<Block> blocks = blocks(decided);
      quickly(decided, timeline);
      Field field = Field.of(graph, rewards, timeline);
      if (bound > best.value() + ROUNDING * Math.abs(best.value())) {
        offer(relaxation.walk(field, initial), blocks);
      }
      if (bound > best.value() + ROUNDING * Math.abs(best.value())) {
        resolve(exactly(bound, timeline, field, blocks));
      }
    }

    /**
     * Lowers a node's bound by better prices, along the slope, by the distance to the best plan.
     */
    private final class Descent {
      private final Node node;
      private Prices prices;
      private PricedBound.Evaluation last;
      private PricedBound.Slope slope;
      private Prices bestPrices;
      private PricedBound.Evaluation best;
      private PricedBound.Slope bestSlope;
      private final long effortBefore = effort;

      Descent(Node node) {
        this.node = node;
        this.prices = node.prices();
        this.last = evaluate();
        this.slope = last.slope();
        this.bestPrices = prices;
        this.best = last;
        this.bestSlope = slope;
      }

      PricedBound.Evaluation best() {
        return best;
      }

      private PricedBound.Evaluation evaluate() {
        effort += pass();
        return bound.evaluate(node.domains(), prices);
      }

      void run(int steps) {
        double eagerness = 1;
        int failures = 0;
        for (int i = 0; i < steps && isWorthMore() && step(eagerness); i++) {
          last = evaluate();
          slope = last.slope();
          if (last.value() < best.value()) {
            best = last;
            bestPrices = prices;
            bestSlope = slope;
            failures = 0;
          } else if (++failures >= PATIENCE) {
            eagerness *= 0.5;
            failures = 0;
          }
        }
      }

      /** Whether there is something to prove and, for one descent, enough effort left. */
      private boolean isWorthMore() {
        return best.value() > enough() && effort - effortBefore < settings.mostEffort() / 3;
      }

      /** Moves the prices; false if there is no slope to follow. */
      private boolean step(double eagerness) {
        double length = 0;
        for (int tenant = 0; tenant < slope.site().length; tenant++) {
          for (double[] row : slope.site()[tenant]) {
            length += squares(row);
          }
          length += squares(slope.served()[tenant]);
        }
        double known = RetrainingSearch.Search.this.best.value();
        double target = Math.max(known, last.value() - 0.02 * Math.abs(last.value()));
        if (length == 0) {
          return false;
        }
        move(eagerness * Math.max(last.value() - target, 0) / length);
        return true;
      }

      private static double squares(double[] row) {
        double sum = 0;
        for (double x : row) {
          sum += x * x;
        }
        return sum;
      }

      private void move(double step) {
        prices = prices.copy();
        for (int tenant = 0; tenant < slope.site().length; tenant++) {
          for (int site = 0; site < slope.site()[tenant].length; site++) {
            double[] row = prices.site()[tenant][site];
            for (int slot = 0; slot < row.length; slot++) {
              row[slot] = Math.max(0, row[slot] - step * slope.site()[tenant][site][slot]);
            }
          }
          double[] served = prices.served()[tenant];
          double[] arrivals = problem.tenants().get(tenant).arrivals();
          for (int slot = 0; slot < served.length; slot++) {
            double g = slope.served()[tenant][slot];
            if (g != 0) {
              double moved = served[slot] - step * g / last.span(tenant, slot);
              served[slot] = Math.clamp(moved, 0, arrivals[slot]);
            }
          }
        }
      }
    }

    private void offer(Walk walk, List<Block> blocks) {
      if (walk.value() > best.value()) {
        new Placing(problem, graph, blocks).instances(walk).ifPresent(this::offer);
      }
    }

    private void offer(List<PlannedInstance> instances) {
      double value = new Worth(problem).of(instances);
      if (value > best.value()) {
        best = new Found(instances, value, best.bound());
      }
    }

    /** The effort of a pass: states, and per tenant the tables besides. */
    private long pass() {
      return (graph.size() + 64L * choices.size()) * problem.slots();
    }

    private boolean isSpent() {
      return effort >= settings.mostEffort();
    }

    /** What remains as a bound on this node after the exact search, if that can be done. */
    private double exactly(double bound, Timeline timeline, Field field, List<Block> blocks) {
      if (!graph.isPlaced() || isSpent()) {
        return bound;
      }
      AgedSearch search = new AgedSearch(problem, graph, timeline, relaxation.toGo(field));
      AgedSearch.Answer answer = search.best(blocks, best.value(), settings.mostLabels());
      effort += answer.labels() * 50L;
      answer.instances().ifPresent(this::offer);
      return answer.complete() ? best.value() : bound;
    }
  }
}
