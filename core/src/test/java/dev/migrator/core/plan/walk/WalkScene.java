package dev.migrator.core.plan.walk;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.bound.ToGo;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A small problem, what inference may earn in it, and the best of all walks there are, which is
 * found by trying them all.
 */
final class WalkScene {
  static final int SLOTS = 9;
  private static final int MOST_SETUP = 3;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final Timeline timeline;
  private final Map<String, Double> known = new HashMap<>();
  private @Nullable Priced priced;
  private @Nullable Field field;

  /** What inference may earn. */
  private record Priced(double[][] span, double[][] reference, double[][] byShape) {}

  WalkScene(PlanningProblem problem) {
    this.problem = problem;
    this.graph = StateGraph.ofCounts(problem);
    this.rewards = new Rewards(graph, problem);
    this.timeline = new Timeline(graph, problem.tenants(), problem.slots());
  }

  static WalkScene atRandom(long seed) {
    Random random = new Random(seed);
    GpuModel gpu = Problems.SMALL;
    PlanningProblem like = Problems.random(gpu, 2, SLOTS, seed);
    int setup = 1 + random.nextInt(MOST_SETUP);
    boolean isUniform = random.nextInt(3) > 0;
    Map<Profile, Integer> setups = new HashMap<>();
    gpu.profiles().forEach(p -> setups.put(p, isUniform ? setup : 1 + random.nextInt(MOST_SETUP)));
    List<Inherited> inherited = new ArrayList<>();
    for (Placement placement : List.of(place(gpu, "1g", 0), place(gpu, "2g", 2))) {
      if (random.nextBoolean()) {
        int readyAt = random.nextInt(setups.get(placement.profile()) + 1);
        Task.Infer task = new Task.Infer("t" + random.nextInt(2));
        inherited.add(new Inherited.Serving(placement, task, readyAt));
      }
    }
    WalkScene scene =
        new WalkScene(
            new PlanningProblem(
                gpu,
                like.placements(),
                SLOTS,
                setups,
                like.tenants(),
                inherited,
                random.nextInt(4) > 0,
                0.01));
    int from = random.nextInt(SLOTS);
    scene.timeline.take(random.nextInt(scene.graph.siteCount()), from, SLOTS);
    scene.timeline.worthFrom(random.nextInt(2), random.nextInt(SLOTS), 0.9);
    return scene;
  }

  /**
   * One tenant has few requests in slots 5 and 6 and many later, the other has an instance and
   * requests in the first four slots. Nobody has a use for a 4g.
   *
   * @param profile of the instance
   * @param quick slots that it takes to set up a 2g, a 1g takes three
   */
  static WalkScene byHand(String profile, int quick, boolean preInitialization) {
    GpuModel gpu = Problems.SMALL;
    Map<Profile, Integer> setups = new HashMap<>();
    gpu.profiles().forEach(p -> setups.put(p, p.key().equals("2g") ? quick : 3));
    Task.Infer other = new Task.Infer("b");
    return new WalkScene(
        new PlanningProblem(
            gpu,
            GpuModel.placements(gpu.profiles()),
            SLOTS,
            setups,
            List.of(
                tenant("a", 0, 0, 0, 0, 0, 6, 6, 40, 40), tenant("b", 5, 5, 5, 5, 0, 0, 0, 0, 0)),
            List.of(new Inherited.Serving(place(gpu, profile, 2), other, 0)),
            preInitialization,
            0));
  }

  /**
   * As {@link #atRandom}, under prices: what a request is worth lies between two values, above a
   * reference at the higher and below it at the lower, and the dearest site that is left free earns
   * its price.
   */
  static WalkScene priced(long seed) {
    WalkScene scene = atRandom(seed);
    Random random = new Random(seed);
    int tenants = scene.problem.tenants().size();
    double[][] byShape = Field.of(scene.graph, scene.rewards, scene.timeline).byShape();
    double[][] incomes = new double[SLOTS][];
    for (int slot = 0; slot < SLOTS; slot++) {
      incomes[slot] = byShape[slot].clone();
      double[] prices = random.doubles(scene.graph.siteCount(), -4, 4).toArray();
      for (int shape = 0; shape < incomes[slot].length; shape++) {
        incomes[slot][shape] += scene.dearest(prices, shape);
      }
    }
    scene.priced = new Priced(random(random, tenants, 0.5), random(random, tenants, 12), incomes);
    return scene;
  }

  private double dearest(double[] prices, int shape) {
    double most = 0;
    for (int site = 0; site < prices.length; site++) {
      most = graph.roomFor(List.of(site))[shape] ? Math.max(most, prices[site]) : most;
    }
    return most;
  }

  private static double[][] random(Random random, int tenants, double most) {
    return IntStream.range(0, tenants)
        .mapToObj(_ -> random.doubles(SLOTS, 0, most).toArray())
        .toArray(double[][]::new);
  }

  private static TenantOutlook tenant(String name, double... arrivals) {
    Map<Profile, Double> capacity = new HashMap<>();
    Problems.SMALL.profiles().stream()
        .filter(p -> p.computeSlices() < 4)
        .forEach(p -> capacity.put(p, 10.0 * p.computeSlices()));
    return new TenantOutlook(name, 1, 1, arrivals, capacity, List.of(), false, 0);
  }

  void take(String profile, int to) {
    timeline.take(graph.siteOf(place(problem.gpu(), profile, 0)), 0, to);
  }

  static Placement place(GpuModel gpu, String profile, int start) {
    return GpuModel.placements(gpu.profiles()).stream()
        .filter(p -> p.profile().key().equals(profile) && p.start() == start)
        .findFirst()
        .orElseThrow();
  }

  WalkSearch.Answer search(double above, int mostLabels) {
    return new WalkSearch(problem, graph, field(), toGo(), above, mostLabels).best(starts());
  }

  BestWalk.Answer bestFirst(double above, long mostLabels) {
    return new BestWalk(problem, graph, field(), toGo(), above, mostLabels).from(starts());
  }

  /** That of the relaxation. */
  double relaxed() {
    return OccupancyBound.of(problem, graph, Hands.ONE).value(field());
  }

  private ToGo toGo() {
    OccupancyBound bound = OccupancyBound.of(problem, graph, Hands.ONE);
    bound.value(field());
    return bound.toGo(bound.everywhere());
  }

  private List<Beginning.Start> starts() {
    return new Beginning(problem, graph).starts();
  }

  /** Reckoned once, when everything is taken. */
  private Field field() {
    Field known = field;
    if (known == null) {
      known = reckoned();
      field = known;
    }
    return known;
  }

  private Field reckoned() {
    Field usual = Field.of(graph, rewards, timeline);
    if (priced == null) {
      return usual;
    }
    double[][][] now = new double[graph.own.length][SLOTS][];
    for (int tenant = 0; tenant < now.length; tenant++) {
      for (int slot = 0; slot < SLOTS; slot++) {
        int who = tenant;
        int when = slot;
        now[tenant][slot] =
            Arrays.stream(rewards.served(tenant, slot)).map(x -> pay(who, when, x)).toArray();
      }
    }
    return new Field(now, usual.sure(), priced.byShape(), usual.constant());
  }

  private double pay(int tenant, int slot, double served) {
    double least = timeline.worth()[tenant][slot];
    if (priced == null) {
      return least * served;
    }
    double beyond = served - priced.reference()[tenant][slot];
    return (beyond > 0 ? least + priced.span()[tenant][slot] : least) * beyond;
  }

  /** Of each state in each slot, and of all that may still be set up, the best that follows. */
  double bestOfAll() {
    return timeline.constant()
        + starts().stream().mapToDouble(s -> from(0, s.state(), s.left())).max().orElseThrow();
  }

  /** What a walk earns. */
  double worth(Walk walk) {
    int[] states = new int[SLOTS];
    walk.moves().forEach(move -> Arrays.fill(states, move.slot(), SLOTS, move.state()));
    return timeline.constant()
        + starts().stream()
            .mapToDouble(s -> along(states, 0, s.state(), s.left()))
            .max()
            .orElseThrow();
  }

  private double along(int[] states, int slot, int state, int[] left) {
    if (slot == SLOTS) {
      return 0;
    }
    Step step = step(slot, state, left, states[slot]);
    double income = field().byShape()[slot][graph.shape[states[slot]]];
    return income + step.earned() + along(states, slot + 1, states[slot], step.left());
  }

  private double from(int slot, int state, int[] left) {
    if (slot == SLOTS) {
      return 0;
    }
    String key = slot + " " + state + Arrays.toString(left);
    Double before = known.get(key);
    if (before != null) {
      return before;
    }
    double best = Double.NEGATIVE_INFINITY;
    double[] byShape = field().byShape()[slot];
    for (int next = 0; next < graph.size(); next++) {
      double income = byShape[graph.shape[next]];
      if (income > Double.NEGATIVE_INFINITY) {
        Step step = step(slot, state, left, next);
        best = Math.max(best, income + step.earned() + from(slot + 1, next, step.left()));
      }
    }
    known.put(key, best);
    return best;
  }

  /**
   * What is done in a slot.
   *
   * @param left slots that the instances need afterwards
   */
  private record Step(double earned, int[] left) {}

  private Step step(int slot, int state, int[] left, int next) {
    List<Integer> had = new ArrayList<>(Arrays.stream(graph.kindsOf(state)).boxed().toList());
    List<Integer> needed = new ArrayList<>(Arrays.stream(left).boxed().toList());
    int[] kinds = graph.kindsOf(next);
    int[] now = new int[kinds.length];
    double paid = 0;
    for (int i = 0; i < kinds.length; i++) {
      int at = had.indexOf(kinds[i]);
      if (at >= 0) {
        had.remove(at);
        now[i] = needed.remove(at);
      } else {
        now[i] = problem.setupSlots(graph.profileOf(graph.allKinds().get(kinds[i]).site()));
        paid += problem.setupPenalty();
      }
    }
    int[] later = Arrays.stream(now).map(slots -> Math.max(0, slots - 1)).toArray();
    return new Step(earned(slot, kinds, now) - paid, later);
  }

  private double earned(int slot, int[] kinds, int[] left) {
    double sum = 0;
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      double capacity = 0;
      boolean isSilent = false;
      for (int i : of(tenant, kinds)) {
        Profile profile = graph.profileOf(graph.allKinds().get(kinds[i]).site());
        capacity += left[i] == 0 ? problem.tenants().get(tenant).capacityOf(profile) : 0;
        isSilent |= left[i] > 0 && !problem.preInitialization();
      }
      sum += pay(tenant, slot, rewards.served(tenant, slot, isSilent ? 0 : capacity));
    }
    return sum;
  }

  private int[] of(int tenant, int[] kinds) {
    return IntStream.range(0, kinds.length)
        .filter(i -> graph.allKinds().get(kinds[i]).tenant() == tenant)
        .toArray();
  }
}
