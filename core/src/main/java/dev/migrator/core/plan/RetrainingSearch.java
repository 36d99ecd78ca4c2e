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
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Which retrainings, on which sites, beginning when: best first, with a bound.
 *
 * <p><b>Goal.</b> The best plan, and a proof of how good it is. <b>Constraints.</b> At most one
 * retraining a tenant, uninterrupted, ended within the horizon.
 *
 * <p><b>Algorithm.</b> Branch and bound. A node decides for some tenants: none, or an option on a
 * site with its begin in a range of slots. Its bound is that of {@link OccupancyBound} under the
 * most favourable reading: an open tenant gets the best accuracy any option could give it by then,
 * and gives up nothing; a retraining with a range of begins gives its accuracy as if begun at the
 * earliest, takes its site for certain where all its begins agree, and for the rest pays a price
 * for the slots that it needs somewhere in the range (see {@link Timeline}). The node with the
 * highest bound is split: by option and site, or the range in two. When each retraining has one
 * begin, what is left is a {@link Walk}.
 *
 * <p><b>Worked example.</b> One tenant, accuracy 0.5, one option to 0.9 that takes 10 slots on one
 * site, horizon 100. Root: none decided, accuracy 0.9 from slot 10 on. Children: none; begin in [0,
 * 90]. The latter splits into [0, 45] and [46, 90], whose bound has accuracy 0.9 only from slot 56
 * on and is soon below the best plan found.
 */
final class RetrainingSearch {
  private static final double ROUNDING = 1e-9;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final OccupancyBound relaxation;
  private final TransitionSearch transitions;
  private final PathPlanner.Settings settings;
  private final List<List<Choice>> choices = new ArrayList<>();
  private final double[] initial;
  private long effort;

  RetrainingSearch(PlanningProblem problem, StateGraph graph, PathPlanner.Settings settings) {
    this.problem = problem;
    this.graph = graph;
    this.settings = settings;
    this.rewards = new Rewards(graph, problem);
    this.relaxation =
        new OccupancyBound(
            graph,
            rewards,
            graph.allKinds().stream().mapToInt(this::setup).min().orElse(1),
            problem.setupPenalty());
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
  }

  /** An option on a site. */
  private record Choice(RetrainingOption option, int site, int setup, int length) {}

  /** What a node says of a tenant. */
  private sealed interface Decision {
    record Open() implements Decision {}

    record Nothing() implements Decision {}

    record Retrain(Choice choice, int earliest, int latest, double price) implements Decision {
      int ends(int begin) {
        return begin + choice.length();
      }

      boolean isDecided() {
        return earliest == latest;
      }
    }
  }

  private record Node(List<Decision> decisions, double bound, long number) {
    boolean isDecided() {
      return decisions.stream()
          .allMatch(
              d ->
                  switch (d) {
                    case Decision.Open open -> false;
                    case Decision.Nothing nothing -> true;
                    case Decision.Retrain retrain -> retrain.isDecided();
                  });
    }
  }

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
        int setup = problem.setupSlots(graph.profileOf(site));
        boolean gains = tenant.mustRetrain() || option.accuracyAfter() > tenant.accuracy();
        if (slots != null && gains && setup + slots <= problem.slots()) {
          result.add(new Choice(option, site, setup, setup + slots));
        }
      }
    }
    return result.stream()
        .filter(choice -> tenant.mustRetrain() || result.stream().noneMatch(o -> beats(o, choice)))
        .toList();
  }

  /** Whether the first is on the same site, no longer and no less accurate, and not the same. */
  private static boolean beats(Choice one, Choice other) {
    boolean noWorse =
        one.site() == other.site()
            && one.length() <= other.length()
            && one.option().accuracyAfter() >= other.option().accuracyAfter();
    boolean better =
        one.length() < other.length()
            || one.option().accuracyAfter() > other.option().accuracyAfter()
            || one.option().name().compareTo(other.option().name()) < 0;
    return noWorse && better;
  }

  private Optional<Inherited.Retraining> running(String tenant) {
    return problem.inherited().stream()
        .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
        .filter(r -> r.task().tenant().equals(tenant))
        .findFirst();
  }

  private Timeline timeline(List<Decision> decisions) {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    for (int tenant = 0; tenant < decisions.size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      Optional<Inherited.Retraining> running = running(outlook.name());
      double last =
          running.isPresent()
              ? continued(timeline, tenant, running.get())
              : decided(timeline, tenant, decisions.get(tenant));
      timeline.constant += outlook.weight() * outlook.requestsAfter() * last;
    }
    return timeline;
  }

  /** Accuracy at the end with a retraining that was running before. */
  private double continued(Timeline timeline, int tenant, Inherited.Retraining running) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    timeline.take(graph.siteOf(running.placement()), 0, running.endsAt());
    timeline.worthFrom(tenant, running.endsAt(), outlook.weight() * running.accuracyAfter());
    return running.endsAt() <= problem.slots() ? running.accuracyAfter() : outlook.accuracy();
  }

  /** The best accuracy at the end that a decision allows. */
  private double decided(Timeline timeline, int tenant, Decision decision) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    return switch (decision) {
      case Decision.Nothing nothing -> outlook.accuracy();
      case Decision.Open open -> open(timeline, tenant);
      case Decision.Retrain retrain -> retrain(timeline, tenant, retrain);
    };
  }

  private double open(Timeline timeline, int tenant) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    double best = outlook.accuracy();
    List<Choice> byLength = new ArrayList<>(choices.get(tenant));
    byLength.sort(Comparator.comparingInt(Choice::length));
    for (Choice choice : byLength) {
      if (choice.option().accuracyAfter() > best) {
        best = choice.option().accuracyAfter();
        timeline.worthFrom(tenant, choice.length(), outlook.weight() * best);
      }
    }
    return best;
  }

  private double retrain(Timeline timeline, int tenant, Decision.Retrain retrain) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    Choice choice = retrain.choice();
    double after = choice.option().accuracyAfter();
    int earliestEnd = retrain.ends(retrain.earliest());
    int latestEnd = retrain.ends(retrain.latest());
    double between = Math.max(after, outlook.accuracy());
    timeline.worthFrom(tenant, earliestEnd, outlook.weight() * between);
    timeline.worthFrom(tenant, latestEnd, outlook.weight() * after);
    int certain = Math.max(0, earliestEnd - retrain.latest());
    if (certain > 0) {
      timeline.take(choice.site(), retrain.latest(), earliestEnd);
    }
    if (!retrain.isDecided()) {
      priceRest(timeline, retrain, certain);
    }
    return after;
  }

  private void priceRest(Timeline timeline, Decision.Retrain retrain, int certain) {
    int earliestEnd = retrain.ends(retrain.earliest());
    int latestEnd = retrain.ends(retrain.latest());
    int site = retrain.choice().site();
    int free = Math.min(retrain.latest(), earliestEnd);
    int again = Math.max(retrain.latest(), earliestEnd);
    int rest = retrain.choice().length() - certain;
    if (certain > 0) {
      timeline.price(new Timeline.Priced(site, retrain.earliest(), free, retrain.price()), rest);
      timeline.price(new Timeline.Priced(site, again, latestEnd, retrain.price()), 0);
    } else {
      timeline.price(
          new Timeline.Priced(site, retrain.earliest(), latestEnd, retrain.price()), rest);
    }
  }

  private List<Block> blocks(List<Decision> decisions) {
    List<Block> blocks = new ArrayList<>();
    for (Inherited instance : problem.inherited()) {
      if (instance instanceof Inherited.Retraining r) {
        Optional<Placement> where = Optional.of(r.placement());
        int site = graph.siteOf(r.placement());
        blocks.add(new Block(r.task(), site, 0, 0, r.endsAt(), where));
      }
    }
    for (int tenant = 0; tenant < decisions.size(); tenant++) {
      if (decisions.get(tenant) instanceof Decision.Retrain retrain) {
        Choice choice = retrain.choice();
        String name = problem.tenants().get(tenant).name();
        int begin = retrain.earliest();
        blocks.add(
            new Block(
                new Task.Retrain(name, choice.option().name()),
                choice.site(),
                begin,
                begin + choice.setup(),
                retrain.ends(begin),
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
    private final PriorityQueue<Node> open =
        new PriorityQueue<>(
            Comparator.comparingDouble(Node::bound).reversed().thenComparingLong(Node::number));

    Search(Found known) {
      this.best = known;
    }

    Found run() {
      List<Decision> all =
          problem.tenants().stream().map(t -> (Decision) new Decision.Open()).toList();
      open.add(node(all));
      while (!open.isEmpty() && open.peek().bound() > enough() && effort < settings.mostEffort()) {
        Node node = open.poll();
        if (Long.bitCount(looks++) <= 1) {
          plunge(node);
        } else {
          (node.isDecided() ? solve(node) : bestChild(node)).ifPresent(open::add);
        }
      }
      double left = open.isEmpty() ? Double.NEGATIVE_INFINITY : open.peek().bound();
      double bound = Math.max(best.value(), Math.max(left, unresolved));
      return new Found(best.instances(), best.value(), Math.min(bound, best.bound()));
    }

    /** Nodes up to this bound need no look. */
    private double enough() {
      double margin = Math.max(ROUNDING, settings.targetGap()) * Math.abs(best.value());
      return best.value() == Double.NEGATIVE_INFINITY ? best.value() : best.value() + margin;
    }

    private Node node(List<Decision> decisions) {
      return new Node(decisions, bound(decisions), numbers++);
    }

    private double bound(List<Decision> decisions) {
      effort += (long) graph.size() * problem.slots();
      return relaxation.value(timeline(decisions), initial);
    }

    /** From a node down to a plan, always through the child with the highest bound. */
    private void plunge(Node from) {
      Optional<Node> node = Optional.of(from);
      while (node.isPresent()) {
        node = node.get().isDecided() ? solve(node.get()) : bestChild(node.get());
      }
    }

    /** Opens all children but the best, which is answered; none if no child is worth a look. */
    private Optional<Node> bestChild(Node node) {
      List<Node> children =
          split(node).stream()
              .map(this::node)
              .filter(this::isPromising)
              .sorted(Comparator.comparingDouble(Node::bound).reversed())
              .toList();
      children.stream().skip(1).forEach(open::add);
      return children.stream().findFirst();
    }

    /** Whether a node is worth a look; if not, its bound is remembered. */
    private boolean isPromising(Node node) {
      boolean promising = node.bound() > enough();
      unresolved = promising ? unresolved : Math.max(unresolved, node.bound());
      return promising;
    }

    private List<List<Decision>> split(Node node) {
      int tenant = mostOpen(node);
      List<List<Decision>> children = new ArrayList<>();
      switch (node.decisions().get(tenant)) {
        case Decision.Retrain retrain -> {
          int middle = (retrain.earliest() + retrain.latest()) / 2;
          double price = betterPrice(node, tenant, retrain);
          children.add(with(node, tenant, range(retrain, retrain.earliest(), middle, price)));
          children.add(with(node, tenant, range(retrain, middle + 1, retrain.latest(), price)));
        }
        case Decision.Open open -> openChildren(node, tenant, children);
        case Decision.Nothing nothing -> throw new IllegalStateException("nothing to split");
      }
      return children;
    }

    private void openChildren(Node node, int tenant, List<List<Decision>> children) {
      boolean must = problem.tenants().get(tenant).mustRetrain();
      if (!must || choices.get(tenant).isEmpty()) {
        children.add(with(node, tenant, new Decision.Nothing()));
      }
      for (Choice choice : choices.get(tenant)) {
        int latest = problem.slots() - choice.length();
        double price = firstPrice(node, choice);
        children.add(with(node, tenant, new Decision.Retrain(choice, 0, latest, price)));
      }
    }

    private static Decision range(
        Decision.Retrain retrain, int earliest, int latest, double price) {
      return new Decision.Retrain(retrain.choice(), earliest, latest, price);
    }

    private static List<Decision> with(Node node, int tenant, Decision decision) {
      List<Decision> decisions = new ArrayList<>(node.decisions());
      decisions.set(tenant, decision);
      return decisions;
    }

    /** What a slot on the site would be worth if every slice earned the same. */
    private double firstPrice(Node node, Choice choice) {
      double share =
          (double) graph.profileOf(choice.site()).computeSlices() / problem.gpu().computeSlices();
      return Math.max(0, node.bound() / problem.slots() * share * 0.5);
    }

    /** Twice the price, half of it, or itself: whichever bounds the node best. */
    private double betterPrice(Node node, int tenant, Decision.Retrain retrain) {
      double bestPrice = retrain.price();
      double bestBound = node.bound();
      for (double factor : new double[] {0.5, 2.0}) {
        double price = retrain.price() * factor;
        double bound =
            bound(with(node, tenant, range(retrain, retrain.earliest(), retrain.latest(), price)));
        if (bound < bestBound) {
          bestBound = bound;
          bestPrice = price;
        }
      }
      return bestPrice;
    }

    /** Open tenants first, then the retraining whose range leaves most undecided. */
    private int mostOpen(Node node) {
      int most = -1;
      double mostStake = -1;
      for (int tenant = 0; tenant < node.decisions().size(); tenant++) {
        double stake = stake(tenant, node.decisions().get(tenant));
        if (stake > mostStake) {
          mostStake = stake;
          most = tenant;
        }
      }
      return most;
    }

    private double stake(int tenant, Decision decision) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      double load = outlook.weight() * Arrays.stream(outlook.arrivals()).sum();
      return switch (decision) {
        case Decision.Nothing nothing -> -1;
        case Decision.Open open -> 1e6 * (1 + load);
        case Decision.Retrain retrain ->
            retrain.isDecided()
                ? -1
                : (retrain.latest() - retrain.earliest())
                    * (1
                        + load
                            * Math.abs(
                                retrain.choice().option().accuracyAfter() - outlook.accuracy()));
      };
    }

    /** Finds plans for a decided node; nothing is left of it but perhaps its bound. */
    private Optional<Node> solve(Node node) {
      Timeline timeline = timeline(node.decisions());
      List<Block> blocks = blocks(node.decisions());
      effort += 3L * graph.size() * problem.slots();
      Walk walk =
          transitions.best(timeline, new Beginning(problem, graph).starts(rewards, timeline));
      offer(walk, blocks);
      if (node.bound() > best.value() + ROUNDING * Math.abs(best.value())) {
        offer(relaxation.walk(timeline, initial), blocks);
      }
      if (node.bound() > best.value() + ROUNDING * Math.abs(best.value())) {
        unresolved = Math.max(unresolved, exactly(node, timeline, blocks));
      }
      return Optional.empty();
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

    /** What remains as a bound on this node after the exact search, if that can be done. */
    private double exactly(Node node, Timeline timeline, List<Block> blocks) {
      if (!graph.isPlaced() || effort > settings.mostEffort()) {
        return node.bound();
      }
      AgedSearch search = new AgedSearch(problem, graph, timeline, relaxation.toGo(timeline));
      AgedSearch.Answer answer = search.best(blocks, best.value(), settings.mostLabels());
      effort += answer.labels() * 50L;
      answer.instances().ifPresent(this::offer);
      return answer.complete() ? best.value() : node.bound();
    }
  }
}
