package dev.migrator.core.plan.search;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.Inference;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Alone;
import dev.migrator.core.plan.price.Bids;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.price.Schedules;
import dev.migrator.core.plan.price.Scope;
import dev.migrator.core.plan.price.Slope;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Block;
import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Placing;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans whose retrainings may be paused, with a bound.
 *
 * <p><b>Goal.</b> A better plan than the best one found without pauses, where there is one.
 * <b>Constraints.</b> Those of {@link PlanningProblem} for segments.
 *
 * <p><b>Algorithm.</b> The bound of {@link PricedBound} needs of a retraining only what it earns by
 * itself under prices: the best of its {@link Schedules} takes the place of the best single block,
 * for a schedule pays the prices of its slots as a block does. From the prices at which inference
 * and blocks agree best, steps along the slope lower the bound; what does best under each prices is
 * tried as a plan. Then each tenant's retraining is decided anew while the others stay, under
 * prices found for it alone, as long as that helps. There is no branching: what is found is the
 * bound at the best prices and a plan, and the gap between them stays.
 *
 * <p><b>Worked example.</b> One tenant, one option that takes 60 slots, a burst that takes all
 * slices in slots 20 to 39. A block has to begin after the burst or be done beside it; prices in
 * the burst rise until two segments around it cost less, and they are tried.
 */
final class PausingSearch {
  private static final int ROOT_STEPS = 30;
  private static final int POLISH_STEPS = 8;
  private static final int MOST_ROUNDS = 2;
  private static final Walks.Limits LIMITS = new Walks.Limits(Walks.Limits.QUICK.labels(), 200);

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final PlannerSettings settings;
  private final OccupancyBound relaxation;
  private final Walks walks;
  private final Cells everywhere;
  private final int shortest;

  /** By tenant: the retraining that may be paused, if one runs. */
  private final List<Optional<Inherited.Retraining>> pausable = new ArrayList<>();

  /** By tenant: what it may be retrained by. */
  private final List<List<Offer>> offers = new ArrayList<>();

  private final Set<String> tried = new HashSet<>();
  private Found best;
  private List<Alone.Taken> bestTaken = List.of();
  private long effort;

  /** An option with its schedules. */
  private record Offer(RetrainingOption option, Schedules schedules) {}

  PausingSearch(
      PlanningProblem problem, StateGraph graph, Rewards rewards, PlannerSettings settings) {
    this.problem = problem;
    this.graph = graph;
    this.rewards = rewards;
    this.settings = settings;
    this.shortest = graph.allKinds().stream().mapToInt(this::setup).min().orElse(1);
    this.walks = new Walks(problem, graph, rewards, settings.hands());
    this.relaxation = walks.relaxation();
    this.everywhere = relaxation.everywhere();
    this.best = new Found(List.of(), 0, 0);
    for (TenantOutlook tenant : problem.tenants()) {
      pausable.add(running(tenant).filter(r -> problem.rest(r).isPresent()));
      offers.add(offers(tenant));
    }
  }

  /** Whether any retraining could be paused. */
  static boolean isUseful(PlanningProblem problem) {
    return problem.rules().pausing().isPresent()
        && problem.tenants().stream().anyMatch(tenant -> !tenant.options().isEmpty());
  }

  /**
   * Searches for something better than what is known, whose bound is not looked at, for it may hold
   * only for plans without pauses.
   */
  Found improve(Found known) {
    best = known;
    List<Domain> domains = new ArrayList<>();
    List<Alone.Taken> free = new ArrayList<>();
    for (int tenant = 0; tenant < offers.size(); tenant++) {
      domains.add(domain(tenant));
      free.add(Alone.Taken.nothing(0));
    }
    Alone everybody = this::best;
    Descent root = new Descent(bound(free), domains, everybody);
    double proven = root.run(ROOT_STEPS);
    polish(root.bestPrices);
    return new Found(best.instances(), best.value(), Math.max(proven, best.value()));
  }

  private int setup(StateGraph.Kind kind) {
    return problem.setupSlots(graph.profileOf(kind.site()));
  }

  private Optional<Inherited.Retraining> running(TenantOutlook tenant) {
    return problem.inherited().stream()
        .filter(Inherited.Retraining.class::isInstance)
        .map(Inherited.Retraining.class::cast)
        .filter(r -> r.task().tenant().equals(tenant.name()))
        .findFirst();
  }

  private List<Offer> offers(TenantOutlook tenant) {
    Optional<Inherited.Retraining> running = running(tenant);
    if (running.isPresent()) {
      return problem.rest(running.get()).stream().map(rest -> offer(rest, running)).toList();
    }
    return tenant.options().stream()
        .filter(o -> tenant.mustRetrain() || o.accuracyAfter() > tenant.accuracy())
        .map(option -> offer(option, Optional.empty()))
        .toList();
  }

  private Offer offer(RetrainingOption option, Optional<Inherited.Retraining> running) {
    int[] lengths = new int[graph.siteCount()];
    int[] setups = new int[lengths.length];
    for (int site = 0; site < lengths.length; site++) {
      lengths[site] = option.slots().getOrDefault(graph.profileOf(site), 0);
      setups[site] = problem.setupSlots(graph.profileOf(site));
    }
    Pausing pausing = problem.rules().pausing().orElseThrow();
    Schedules.Work work =
        new Schedules.Work(
            lengths,
            setups,
            pausing.saveSlots(),
            pausing.restoreSlots(),
            option.resumes(),
            Pausing.MOST_SEGMENTS,
            running.map(r -> new Schedules.Running(graph.siteOf(r.placement()), r.trainsFrom())));
    return new Offer(option, new Schedules(work, problem.rules().retrainBy()));
  }

  /** Where a tenant's retraining may be, and when it may end; no more is said. */
  private Domain domain(int tenant) {
    int by =
        pausable
            .get(tenant)
            .map(r -> Math.clamp(r.endsAt(), problem.rules().retrainBy(), problem.slots()))
            .orElse(problem.rules().retrainBy());
    List<Choice> choices = new ArrayList<>();
    for (Offer offer : offers.get(tenant)) {
      int soonest = Math.min(by, soonest(offer.option(), pausable.get(tenant).isPresent()));
      for (int site = 0; site < graph.siteCount(); site++) {
        if (offer.option().slots().containsKey(graph.profileOf(site)) && soonest > 0) {
          choices.add(new Choice(offer.option(), site, 0, soonest));
        }
      }
    }
    return Domain.all(choices, true, by);
  }

  /** The slot in which a retraining may end at the soonest, or an earlier one. */
  private int soonest(RetrainingOption option, boolean runs) {
    return problem.profiles().stream()
        .filter(profile -> option.slots().containsKey(profile))
        .mapToInt(
            profile ->
                option.slots().getOrDefault(profile, 0)
                    + (runs ? 0 : problem.setupSlots(profile, option)))
        .min()
        .orElse(0);
  }

  /** The best of a tenant's schedules, going on, or nothing. */
  private Alone.Taken best(int tenant, Bids bids) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    Optional<Inherited.Retraining> running = pausable.get(tenant);
    double never = bids.ofNone(tenant);
    Alone.Taken most =
        running.map(r -> goingOn(tenant, r, bids)).orElseGet(() -> Alone.Taken.nothing(never));
    boolean insists = outlook.mustRetrain() && running.isEmpty();
    for (Offer offer : offers.get(tenant)) {
      double after = offer.option().accuracyAfter();
      Schedules.Best found =
          offer
              .schedules()
              .best(
                  bids.prices().site()[tenant],
                  Arrays.copyOf(bids.ifChanged(tenant, after), problem.rules().retrainBy() + 1));
      effort += (long) graph.siteCount() * problem.slots() * 100;
      boolean first = insists && most.segments().isEmpty() && !found.segments().isEmpty();
      if (found.value() > most.value() || first) {
        Task.Retrain task = new Task.Retrain(outlook.name(), offer.option().name());
        double value = Math.max(found.value(), most.value());
        most =
            new Alone.Taken(value, Optional.of(task), after, found.segments(), running.isPresent());
      }
    }
    return most;
  }

  private Alone.Taken goingOn(int tenant, Inherited.Retraining running, Bids bids) {
    int site = graph.siteOf(running.placement());
    double value =
        running.endsAt() <= problem.slots()
            ? bids.ifChanged(tenant, running.accuracyAfter())[running.endsAt()]
            : bids.ofNone(tenant);
    double[] prices = bids.prices().site()[tenant][site];
    for (int slot = 0; slot < Math.min(running.endsAt(), problem.slots()); slot++) {
      value -= prices[slot];
    }
    return new Alone.Taken(
        value,
        Optional.of(running.task()),
        running.accuracyAfter(),
        List.of(new Schedules.Segment(site, 0, 0, running.endsAt())),
        true);
  }

  /** The bound beside what is decided. */
  private PricedBound bound(List<Alone.Taken> decided) {
    Timeline timeline = timeline(decided);
    double[] last = new double[decided.size()];
    for (int tenant = 0; tenant < last.length; tenant++) {
      last[tenant] = lastAccuracy(tenant, decided.get(tenant));
    }
    return new PricedBound(
        graph, rewards, Inference.exactly(relaxation), problem.tenants(), timeline, last);
  }

  private Timeline timeline(List<Alone.Taken> decided) {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    for (int tenant = 0; tenant < decided.size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      Alone.Taken taken = decided.get(tenant);
      for (Schedules.Segment segment : taken.segments()) {
        timeline.take(segment.site(), segment.from(), segment.to());
      }
      timeline.worthFrom(tenant, taken.end(), outlook.weight() * taken.after());
      if (pausable.get(tenant).isEmpty()) {
        running(outlook).ifPresent(r -> timeline.take(graph.siteOf(r.placement()), 0, r.endsAt()));
        int at = tenant;
        running(outlook)
            .ifPresent(
                r -> timeline.worthFrom(at, r.endsAt(), outlook.weight() * r.accuracyAfter()));
      }
    }
    return timeline;
  }

  private double lastAccuracy(int tenant, Alone.Taken taken) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    if (taken.end() <= problem.slots()) {
      return taken.after();
    }
    return running(outlook)
        .filter(r -> pausable.get(tenant).isEmpty() && r.endsAt() <= problem.slots())
        .map(Inherited.Retraining::accuracyAfter)
        .orElse(outlook.accuracy());
  }

  /** Decides each tenant of the best plan anew while the others stay, as long as that helps. */
  private void polish(Prices from) {
    double before = Double.NEGATIVE_INFINITY;
    for (int round = 0; round < MOST_ROUNDS && best.value() > before && !isSpent(); round++) {
      before = best.value();
      for (int tenant = 0; tenant < bestTaken.size(); tenant++) {
        if (!offers.get(tenant).isEmpty()) {
          decideAnew(tenant, from);
        }
      }
    }
  }

  private void decideAnew(int tenant, Prices from) {
    List<Alone.Taken> others = new ArrayList<>(bestTaken);
    others.set(tenant, Alone.Taken.nothing(0));
    List<Domain> domains = new ArrayList<>();
    for (int other = 0; other < others.size(); other++) {
      domains.add(other == tenant ? domain(tenant) : Domain.all(List.of(), true, 0));
    }
    Alone alone =
        (who, bids) -> who == tenant ? best(who, bids) : Alone.Taken.nothing(bids.ofNone(who));
    new Descent(bound(others), domains, alone, from, others, tenant).run(POLISH_STEPS);
  }

  private boolean isSpent() {
    return effort >= settings.mostEffort();
  }

  private void tryAsPlan(List<Alone.Taken> takens) {
    StringBuilder key = new StringBuilder();
    for (Alone.Taken taken : takens) {
      if (taken.task().isPresent() && taken.segments().isEmpty()) {
        return;
      }
      key.append(taken.task()).append(taken.segments());
    }
    if (tried.add(key.toString())) {
      Timeline timeline = timeline(takens);
      for (int tenant = 0; tenant < takens.size(); tenant++) {
        TenantOutlook outlook = problem.tenants().get(tenant);
        timeline.earns(
            outlook.weight() * outlook.requestsAfter() * lastAccuracy(tenant, takens.get(tenant)));
      }
      walk(timeline, takens);
      bestTaken = bestTaken.isEmpty() ? takens : bestTaken;
    }
  }

  /** Tries the walk that the relaxation suggests, then what is close to it. */
  private void walk(Timeline timeline, List<Alone.Taken> takens) {
    Field field = Field.of(graph, rewards, timeline);
    Walk relaxed = relaxation.walk(field, everywhere);
    effort += 2 * pass();
    place(relaxed, takens);
    if (relaxed.value() > best.value()) {
      relaxation.value(field, everywhere);
      OccupancyBound.Near near = relaxation.near(relaxed.value(), best.value());
      Walks.Found found = walks.best(field, near.cells(), near.least(), LIMITS);
      effort += found.effort();
      place(found.walk(), takens);
    }
  }

  private void place(Walk walk, List<Alone.Taken> takens) {
    if (walk.value() > best.value()) {
      new Placing(problem, graph, blocks(takens))
          .instances(walk)
          .ifPresent(instances -> offer(instances, takens));
    }
  }

  private void offer(List<PlannedInstance> instances, List<Alone.Taken> takens) {
    double value = new Worth(problem).of(instances);
    if (value > best.value()) {
      best = new Found(instances, value, best.bound());
      bestTaken = takens;
    }
  }

  private List<Block> blocks(List<Alone.Taken> takens) {
    List<Block> blocks = new ArrayList<>();
    for (int tenant = 0; tenant < takens.size(); tenant++) {
      Optional<Inherited.Retraining> running = running(problem.tenants().get(tenant));
      Alone.Taken taken = takens.get(tenant);
      if (running.isPresent() && pausable.get(tenant).isEmpty()) {
        Inherited.Retraining r = running.get();
        int site = graph.siteOf(r.placement());
        blocks.add(new Block(r.task(), site, 0, 0, r.endsAt(), Optional.of(r.placement())));
      }
      for (int i = 0; i < taken.segments().size(); i++) {
        Schedules.Segment segment = taken.segments().get(i);
        boolean runs = i == 0 && taken.runs();
        Optional<Placement> where = running.filter(_ -> runs).map(Inherited.Retraining::placement);
        blocks.add(
            new Block(
                taken.task().orElseThrow(),
                segment.site(),
                segment.from(),
                runs ? 0 : segment.ready(),
                segment.to(),
                where));
      }
    }
    return blocks;
  }

  /** The effort of a pass: states, and per tenant the tables besides. */
  private long pass() {
    return (graph.size() + 64L * offers.size()) * problem.slots();
  }

  /** Lowers a bound by better prices, and tries what does best under each as a plan. */
  private final class Descent {
    private static final int PATIENCE = 3;

    private final PricedBound bound;
    private final Scope scope;
    private final Alone alone;
    private final List<Alone.Taken> others;

    /** The one tenant that is decided; all if negative. */
    private final int only;

    private Prices bestPrices;

    Descent(PricedBound bound, List<Domain> domains, Alone alone) {
      this(bound, domains, alone, bound.opening(domains, bound.costs(shortest)), List.of(), -1);
    }

    Descent(
        PricedBound bound,
        List<Domain> domains,
        Alone alone,
        Prices from,
        List<Alone.Taken> others,
        int only) {
      this.bound = bound;
      this.scope = bound.scope(domains);
      this.alone = alone;
      this.others = others;
      this.only = only;
      this.bestPrices = from;
    }

    /** The lowest bound after so many steps. */
    double run(int steps) {
      Prices prices = bestPrices;
      double lowest = Double.POSITIVE_INFINITY;
      double eagerness = 1;
      int failures = 0;
      for (int i = 0; i <= steps && !isSpent(); i++) {
        effort += pass();
        Evaluation last = bound.evaluate(scope, prices, alone);
        Slope slope = last.slope();
        if (last.value() < lowest) {
          lowest = last.value();
          bestPrices = prices;
          failures = 0;
        } else if (++failures >= PATIENCE) {
          eagerness *= 0.5;
          failures = 0;
        }
        tryAsPlan(takens(last));
        double length = squares(slope);
        if (length == 0 || isEnough(lowest)) {
          return lowest;
        }
        double target = Math.max(best.value(), last.value() - 0.02 * Math.abs(last.value()));
        prices =
            moved(prices, last, slope, eagerness * Math.max(0, last.value() - target) / length);
      }
      return lowest;
    }

    private boolean isEnough(double lowest) {
      double margin = Math.max(1e-9, settings.targetGap()) * Math.abs(best.value());
      return only < 0 && lowest <= best.value() + margin;
    }

    private List<Alone.Taken> takens(Evaluation last) {
      List<Alone.Taken> takens = new ArrayList<>(others);
      if (only >= 0) {
        takens.set(only, taken(last, only));
        return takens;
      }
      for (int tenant = 0; tenant < offers.size(); tenant++) {
        takens.add(taken(last, tenant));
      }
      return takens;
    }

    private static Alone.Taken taken(Evaluation last, int tenant) {
      return (Alone.Taken) last.wanted(tenant);
    }

    private static double squares(Slope slope) {
      double sum = 0;
      for (int tenant = 0; tenant < slope.site().length; tenant++) {
        for (double[] row : slope.site()[tenant]) {
          sum += Arrays.stream(row).map(x -> x * x).sum();
        }
        sum += Arrays.stream(slope.served()[tenant]).map(x -> x * x).sum();
      }
      return sum;
    }

    private Prices moved(Prices from, Evaluation last, Slope slope, double step) {
      Prices prices = from.copy();
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
            double there = served[slot] - step * g / last.span(tenant, slot);
            served[slot] = Math.clamp(there, 0, arrivals[slot]);
          }
        }
      }
      return prices;
    }
  }
}
