package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
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
  private static final int STEPS = 6;
  private static final int DIVE_STEPS = 4;
  private static final int POLISH_STEPS = 10;
  private static final int PATIENCE = 3;
  private static final int STEPS_BETWEEN_WALKS = 3;
  private static final double[] PARTS_OF_FLOOR_PRICES = {1, 0.3, 0.1, 0.03, 0.01};
  private static final int MOST_ROUNDS = 2;

  /** Steps at the root before the first plan is tried, the second, and the search begins. */
  private static final int[] ROOT_STEPS = {12, 20, 48};

  private static final int QUICK_LABELS = 30;

  /** How often it is looked at what lies where before a node is left with one retraining each. */
  private static final int MOST_QUICK_PLACINGS = 24;

  private static final int MOST_LABELS_IN_SLOT = 2_000;

  /** Cells among which the best walk is looked for without leaving any out. */
  private static final long MOST_CELLS = 8_000;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final OccupancyBound relaxation;
  private final PathPlanner.Settings settings;
  private final List<List<Choice>> choices = new ArrayList<>();
  private final Beginning beginning;
  private final double[] initial;
  private final int shortest;

  /** By tenant and slot: expected requests. */
  private final double[][] arrivals;

  private final PricedBound bound;
  private final boolean hasFloors;
  private long effort;

  RetrainingSearch(
      PlanningProblem problem, StateGraph graph, Rewards rewards, PathPlanner.Settings settings) {
    this.problem = problem;
    this.graph = graph;
    this.settings = settings;
    this.rewards = rewards;
    this.arrivals =
        problem.tenants().stream().map(TenantOutlook::arrivals).toArray(double[][]::new);
    this.shortest = graph.allKinds().stream().mapToInt(this::setup).min().orElse(1);
    this.relaxation = new OccupancyBound(graph, shortest, problem.setupPenalty(), problem.slots());
    for (TenantOutlook tenant : problem.tenants()) {
      choices.add(choicesOf(tenant));
    }
    this.hasFloors = problem.tenants().stream().anyMatch(tenant -> tenant.floor() > 0);
    this.beginning = new Beginning(problem, graph);
    this.initial = beginning.values();
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
  private record Node(
      List<Domain> domains, Prices prices, Cells cells, double bound, long number) {}

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

  /** The timeline of one retraining for each tenant, with prices of floors. */
  private Timeline timeline(List<Domain> decided, double[] floor) {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    for (int tenant = 0; tenant < decided.size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      continued(timeline, tenant);
      int k = decided.get(tenant).firstAllowed();
      double end = k < 0 ? lastAccuracy(outlook) : retrain(timeline, tenant, decided.get(tenant));
      timeline.constant += outlook.weight() * outlook.requestsAfter() * end;
      timeline.priceFloor(tenant, outlook, floor[tenant]);
    }
    return timeline;
  }

  /** A retraining that was running before. */
  private void continued(Timeline timeline, int tenant) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    outlook
        .renewal()
        .ifPresent(
            renewal ->
                timeline.worthFrom(tenant, renewal.slot(), outlook.weight() * renewal.accuracy()));
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
        .orElse(outlook.accuracyAt(problem.slots()));
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
    private int placings;
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
        int by = problem.rules().retrainBy();
        all.add(Domain.all(choices.get(tenant), mayDoNothing(tenant), by));
      }
      Cells everywhere = Cells.all(graph.size(), problem.slots());
      Prices opening = bound.opening(all, shortest);
      begin(new Node(all, opening, everywhere, Double.POSITIVE_INFINITY, numbers++));
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
      return best.value() + settings.targetGap() * Math.abs(best.value()) + rounding();
    }

    /** What may be left out because it leads no higher: nearer to the best than {@link #enough}. */
    private double nearly() {
      return best.value() + 0.5 * settings.targetGap() * Math.abs(best.value()) + rounding();
    }

    private double rounding() {
      return best.value() == Double.NEGATIVE_INFINITY ? 0 : ROUNDING * Math.abs(best.value());
    }

    /** Alternates between better prices and better plans, each of which makes the other cheaper. */
    private void begin(Node root) {
      tryInferenceAlone(root);
      if (hasFloors) {
        tryForFloors(root);
      }
      Descent descent = new Descent(root);
      for (int round = 0; round < ROOT_STEPS.length && !isSpent(); round++) {
        descent.run(ROOT_STEPS[round]);
        if (descent.isOpen()) {
          tryPicks(descent);
        }
        descent.narrow();
        if (round == 1 && descent.isWorthMore() && !isSpent()) {
          dive(descent);
          descent.narrow();
          polish(descent);
          descent.narrow();
        }
      }
      if (best.value() == Double.NEGATIVE_INFINITY && descent.isOpen()) {
        dive(descent);
      }
      goOn(descent);
    }

    /** However little effort there is: a plan, if none has to be retrained. */
    private void tryInferenceAlone(Node root) {
      List<Domain> domains = root.domains();
      if (domains.stream().allMatch(Domain::mayDoNothing)) {
        List<Domain> none = domains.stream().map(Domain::onlyNothing).toList();
        new Leaf(none, root.prices().floor(), root.cells()).tryQuickly();
      }
    }

    /** Tries plans for which floors matter most, and less. */
    private void tryForFloors(Node root) {
      for (double part : PARTS_OF_FLOOR_PRICES) {
        Prices prices = root.prices().copy();
        for (int tenant = 0; tenant < choices.size(); tenant++) {
          TenantOutlook outlook = problem.tenants().get(tenant);
          prices.floor()[tenant] = outlook.floor() == 0 ? 0 : part * problem.floorPrice(outlook);
        }
        effort += pass(root.cells());
        tryPicks(
            bound.evaluate(root.domains(), prices, root.cells()), prices.floor(), root.cells());
      }
    }

    /** Finds better prices for a node, tries the plan they suggest, and splits what remains. */
    private void look(Node node) {
      looks++;
      Descent descent = new Descent(node);
      descent.run(STEPS);
      if (descent.isOpen()) {
        tryPicks(descent);
      }
      if (descent.isWorthMore() && Long.bitCount(looks) <= 1) {
        dive(descent);
        polish(descent);
      }
      if (descent.isWorthMore()) {
        descent.narrow();
      }
      goOn(descent);
    }

    private void goOn(Descent descent) {
      if (!descent.isWorthMore()) {
        resolve(descent.value());
      } else if (descent.domains.stream().allMatch(domain -> domain.size() == 1)) {
        solve(descent);
      } else {
        split(descent);
      }
    }

    private void resolve(double value) {
      unresolved = Math.max(unresolved, value);
    }

    private void split(Descent descent) {
      PricedBound.Evaluation found = descent.best;
      int tenant = toSplit(descent.domains, descent.bestSlope);
      for (Domain part : descent.domains.get(tenant).parts()) {
        double most = found.value() - found.pickValue(tenant) + found.most(tenant, part);
        List<Domain> child = new ArrayList<>(descent.domains);
        child.set(tenant, part);
        double childBound = Math.min(descent.value(), most);
        if (childBound > enough()) {
          open.add(new Node(child, descent.bestPrices, descent.cells, childBound, numbers++));
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
    private void dive(Descent from) {
      List<Domain> domains = new ArrayList<>(from.domains);
      PricedBound.Evaluation found = from.best;
      Prices prices = from.bestPrices;
      for (int tenant : byGain(found)) {
        Domain whole = domains.get(tenant);
        domains.set(tenant, picked(found, tenant));
        Descent descent = descend(domains, prices, from.cells, DIVE_STEPS);
        if (!descent.isOpen() && whole.mayDoNothing()) {
          domains.set(tenant, whole.onlyNothing());
          descent = descend(domains, prices, from.cells, DIVE_STEPS);
        }
        if (!descent.isOpen()) {
          return;
        }
        found = descent.best;
        prices = descent.bestPrices;
        tryPicks(descent);
      }
    }

    private Descent descend(List<Domain> domains, Prices prices, Cells cells, int steps) {
      Descent descent =
          new Descent(new Node(List.copyOf(domains), prices, cells, Double.POSITIVE_INFINITY, -1));
      descent.run(isSpent() ? 0 : steps);
      return descent;
    }

    /** Decides each tenant of the best plan anew while the others stay, as long as that helps. */
    private void polish(Descent from) {
      double before = Double.NEGATIVE_INFINITY;
      Prices prices = from.bestPrices;
      boolean worth = from.isWorthMore();
      for (int round = 0;
          worth && round < MOST_ROUNDS && best.value() > before && !isSpent();
          round++) {
        before = best.value();
        for (int tenant = 0; tenant < bestDecided.size(); tenant++) {
          if (from.domains.get(tenant).size() > 1) {
            List<Domain> domains = new ArrayList<>(bestDecided);
            domains.set(tenant, from.domains.get(tenant));
            Descent descent = descend(domains, prices, from.cells, POLISH_STEPS);
            prices = descent.bestPrices;
            if (descent.isOpen()) {
              tryPicks(descent);
            }
          }
        }
      }
    }

    /** Tenants by what their retraining gains over none, highest first. */
    private int[] byGain(PricedBound.Evaluation found) {
      return IntStream.range(0, choices.size())
          .boxed()
          .sorted(
              Comparator.comparingDouble(
                  tenant -> found.value(tenant, -1, 0) - found.pickValue(tenant)))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private static Domain picked(PricedBound.Evaluation found, int tenant) {
      PricedBound.Pick pick = found.picked(tenant);
      Domain domain = found.domain(tenant);
      return pick.choice() < 0
          ? domain.onlyNothing()
          : domain.only(pick.choice(), pick.begin(), pick.begin());
    }

    private void tryPicks(Descent descent) {
      tryPicks(descent.best, descent.bestPrices.floor(), descent.cells);
    }

    private void tryPicks(PricedBound.Evaluation found, double[] floor, Cells within) {
      List<Domain> decided = new ArrayList<>();
      StringBuilder key = new StringBuilder();
      for (int tenant = 0; tenant < choices.size(); tenant++) {
        PricedBound.Pick pick = found.picked(tenant);
        decided.add(picked(found, tenant));
        key.append(pick.choice()).append('@').append(pick.begin()).append(' ');
      }
      // Where floors have prices, the same retrainings lead to another walk at other prices.
      key.append(Arrays.toString(floor));
      if (tried.add(key.toString())) {
        double before = best.value();
        new Leaf(decided, floor, within).tryQuickly();
        bestDecided = best.value() > before ? decided : bestDecided;
      }
    }

    /** Finds the best plan for decided retrainings; nothing is left but perhaps a bound. */
    private void solve(Descent descent) {
      double before = best.value();
      resolve(
          Math.min(
              descent.value(),
              new Leaf(descent.domains, descent.bestPrices.floor(), descent.cells).solve()));
      bestDecided = best.value() > before ? descent.domains : bestDecided;
    }

    /** One retraining for each tenant: only inference is left to be planned. */
    private final class Leaf {
      private final List<Block> blocks;
      private final Timeline timeline;
      private final Field field;
      private final Cells within;
      private final Walk relaxed;

      /** The most that a walk earns in counts, of those found. */
      private double counted = Double.NEGATIVE_INFINITY;

      Leaf(List<Domain> decided, double[] floor, Cells within) {
        this.blocks = blocks(decided);
        this.timeline = timeline(decided, floor);
        this.within = within;
        this.field = Field.of(graph, rewards, timeline);
        this.relaxed = relaxation.walk(field, initial, within);
        effort += pass(within);
      }

      /** Tries what the relaxation suggests, and what is close to it. */
      void tryQuickly() {
        Walk walk = relaxed;
        if (offerRelaxed() && relaxed.value() > nearly()) {
          OccupancyBound.Near near = near();
          Walk found = walks(near, QUICK_LABELS).walk();
          walk = found.moves().isEmpty() ? relaxed : found;
        }
        if (relaxed.value() > enough() && !isSpent() && placings++ < MOST_QUICK_PLACINGS) {
          taken(placed().along(walk));
        }
      }

      /** Tries everything; answers a bound on what was not found. */
      double solve() {
        tryQuickly();
        double proven = relaxed.value();
        OccupancyBound.Near all = proven > enough() ? all() : near();
        boolean isSmall = settings.targetGap() == 0 || all.cells().settledSize() <= MOST_CELLS;
        if (proven > enough() && counted <= enough() && isSmall && !isSpent()) {
          WalkSearch.Answer answer = walks(all, MOST_LABELS_IN_SLOT);
          proven = answer.complete() ? Math.max(best.value(), answer.walk().value()) : proven;
        }
        if (proven > enough() && !isSpent()) {
          proven = Math.min(proven, place(all()));
        }
        return Math.max(best.value(), proven);
      }

      /** Looks at what lies where; answers a bound on plans through these cells. */
      private double place(OccupancyBound.Near near) {
        return Math.max(near.least(), taken(placed().through(near.cells())));
      }

      private PlacedSearch placed() {
        boolean isThorough = settings.targetGap() == 0;
        return new PlacedSearch(problem, graph, blocks, timeline, best.value(), isThorough);
      }

      private double taken(PlacedSearch.Answer answer) {
        effort += answer.effort();
        answer.instances().ifPresent(Search.this::offer);
        return answer.bound();
      }

      /** The cells close to the walk of the relaxation. */
      private OccupancyBound.Near near() {
        value();
        return relaxation.near(field, relaxed.value(), best.value());
      }

      /** The cells through which a better plan could lead. */
      private OccupancyBound.Near all() {
        value();
        return new OccupancyBound.Near(
            relaxation.above(field, best.value(), _ -> {}), best.value());
      }

      private void value() {
        relaxation.value(field, initial, within);
        effort += 3 * pass(within);
      }

      /** Whether there could be something better than the walk of the relaxation. */
      private boolean offerRelaxed() {
        if (relaxed.value() > best.value() + rounding()) {
          offer(relaxed, blocks);
        }
        return relaxed.value() > best.value() + rounding();
      }

      private WalkSearch.Answer walks(OccupancyBound.Near near, int mostLabels) {
        if (!WalkSearch.fits(problem, graph)) {
          return new WalkSearch.Answer(relaxed, false, 0);
        }
        WalkSearch search =
            new WalkSearch(
                problem,
                graph,
                rewards,
                timeline,
                field,
                relaxation.toGo(field, near.cells()),
                near.cells(),
                near.least(),
                mostLabels);
        WalkSearch.Answer answer = search.best(beginning.starts());
        effort += answer.labels() * WalkSearch.STATES_PER_LABEL;
        counted = Math.max(counted, answer.walk().value());
        offer(answer.walk(), blocks);
        return answer;
      }
    }

    /**
     * Lowers a node's bound by better prices, along the slope, by the distance to the best plan.
     */
    private final class Descent {
      private final double limit;
      private final long effortBefore = effort;
      private List<Domain> domains;
      private Cells cells;
      private Prices prices;
      private PricedBound.Evaluation last;
      private PricedBound.Slope slope;
      private Prices bestPrices;
      private PricedBound.Evaluation best;
      private PricedBound.Slope bestSlope;

      Descent(Node node) {
        this.limit = node.bound();
        this.domains = node.domains();
        this.cells = node.cells();
        this.prices = node.prices();
        this.last = evaluate();
        this.slope = last.slope();
        this.bestPrices = prices;
        this.best = last;
        this.bestSlope = slope;
      }

      private PricedBound.Evaluation evaluate() {
        effort += pass(cells);
        return bound.evaluate(domains, prices, cells);
      }

      double value() {
        return Math.min(limit, best.value());
      }

      /** Whether any plan is left here. */
      boolean isOpen() {
        return value() > Double.NEGATIVE_INFINITY;
      }

      /** Whether there is something to prove. */
      boolean isWorthMore() {
        return isOpen() && value() > enough();
      }

      void run(int steps) {
        double eagerness = 1;
        int failures = 0;
        for (int i = 0; i < steps && isWorthMore() && hasEffort() && step(eagerness); i++) {
          last = evaluate();
          slope = last.slope();
          // The price of a floor at which the bound is lowest may be 0 although the floor matters.
          if (hasFloors && i % STEPS_BETWEEN_WALKS == 0) {
            tryPicks(last, prices.floor(), cells);
          }
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

      /** A single descent does not take all effort. */
      private boolean hasEffort() {
        return effort - effortBefore < settings.mostEffort() / 3;
      }

      /** Leaves out retrainings and cells that cannot lead above what is nearly enough. */
      void narrow() {
        if (!isOpen()) {
          return;
        }
        prices = bestPrices;
        best = evaluate();
        List<Domain> narrower = new ArrayList<>();
        for (int tenant = 0; tenant < domains.size(); tenant++) {
          Domain domain = best.above(tenant, nearly());
          resolve(best.mostDropped(tenant, domain));
          narrower.add(domain);
        }
        cells = best.cellsAbove(nearly(), RetrainingSearch.Search.this::resolve);
        domains = List.copyOf(narrower);
        effort += pass(cells);
        last = evaluate();
        slope = last.slope();
        best = last;
        bestSlope = slope;
      }

      /** Moves the prices; false if there is no slope to follow. */
      private boolean step(double eagerness) {
        double length = squares(slope.floor());
        for (int tenant = 0; tenant < slope.site().length; tenant++) {
          for (double[] row : slope.site()[tenant]) {
            length += squares(row);
          }
          length += squares(slope.served()[tenant]);
        }
        double known = RetrainingSearch.Search.this.best.value();
        // Where floors are missed, what is known may be far below a bound that is near 0.
        double scale =
            Math.max(Math.abs(last.value()), Double.isInfinite(known) ? 0 : Math.abs(known));
        double target = Math.max(known, last.value() - 0.02 * scale);
        if (length == 0) {
          return false;
        }
        move(eagerness * Math.max(last.value() - target, 0) / length);
        return true;
      }

      private static double squares(double[] row) {
        return Arrays.stream(row).map(x -> x * x).sum();
      }

      private void move(double step) {
        prices = prices.copy();
        for (int tenant = 0; tenant < slope.site().length; tenant++) {
          TenantOutlook outlook = problem.tenants().get(tenant);
          moveSites(tenant, step);
          moveServed(tenant, step);
          double floor =
              prices.floor()[tenant] - step * slope.floor()[tenant] / bound.stride(tenant);
          prices.floor()[tenant] =
              outlook.floor() == 0 ? 0 : Math.clamp(floor, 0, problem.floorPrice(outlook));
        }
      }

      private void moveSites(int tenant, double step) {
        for (int site = 0; site < slope.site()[tenant].length; site++) {
          double[] row = prices.site()[tenant][site];
          for (int slot = 0; slot < row.length; slot++) {
            row[slot] = Math.max(0, row[slot] - step * slope.site()[tenant][site][slot]);
          }
        }
      }

      private void moveServed(int tenant, double step) {
        double[] served = prices.served()[tenant];
        for (int slot = 0; slot < served.length; slot++) {
          double g = slope.served()[tenant][slot];
          if (g != 0) {
            double moved = served[slot] - step * g / last.span(tenant, slot);
            served[slot] = Math.clamp(moved, 0, arrivals[tenant][slot]);
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

    /** The effort of a pass: cells, and per tenant the tables besides. */
    private long pass(Cells cells) {
      return cells.size() + 64L * choices.size() * problem.slots();
    }

    private boolean isSpent() {
      return effort >= settings.mostEffort();
    }
  }
}
