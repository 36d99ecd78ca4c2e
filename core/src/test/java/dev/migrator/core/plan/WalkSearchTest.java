package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Beside all walks there are, on small problems with set-ups of all kinds. */
class WalkSearchTest {
  private static final int SLOTS = 9;
  private static final int MOST_SETUP = 3;

  @Test
  void findsTheBestOfAllWalks() {
    int changed = 0;
    for (long seed = 0; seed < 300; seed++) {
      Scene scene = Scene.atRandom(seed);
      double best = scene.bestOfAll();

      WalkSearch.Answer answer = scene.search(Double.NEGATIVE_INFINITY, 10_000);
      assertThat(answer.complete()).isTrue();
      assertThat(answer.walk().value()).as("seed %d", seed).isCloseTo(best, within(1e-6));
      assertThat(scene.search(best - 1e-3, 10_000).walk().value())
          .as("below %d", seed)
          .isCloseTo(best, within(1e-6));
      assertThat(scene.search(best + 1e-3, 10_000).walk().moves()).as("above %d", seed).isEmpty();
      changed += answer.walk().moves().size() > 1 ? 1 : 0;
    }
    assertThat(changed).isGreaterThan(100);
  }

  /**
   * A 1g begun at slot 4 misses slots 5 and 6, 6 requests each, one begun at 2 takes from the other
   * tenant 5 in slots 2 and 3: it could earn 2 more. But the 2g that has room from slot 5 on is
   * ready after one slot, and beside it the later one misses 6 only.
   */
  @Test
  void whatIsReadySoonerMayMakeUpForTheLaterOne() {
    Scene scene = Scene.byHand("1g", 1, true);
    scene.take("2g", 5);
    scene.take("1g", SLOTS);

    assertThat(scene.search(Double.NEGATIVE_INFINITY, 10_000).walk().value())
        .isCloseTo(4 * 5 + 6 + 2 * 30, within(1e-6))
        .isCloseTo(scene.bestOfAll(), within(1e-6));
  }

  /**
   * The second 2g has room from slot 4 on, and until it is ready the tenant is silent: the first is
   * of no use before, and is begun with it.
   */
  @Test
  void amongTheSilentWhatIsReadyFirstGainsNothing() {
    Scene scene = Scene.byHand("2g", 3, false);
    scene.take("2g", 4);

    assertThat(scene.search(Double.NEGATIVE_INFINITY, 10_000).walk().value())
        .isCloseTo(4 * 5 + 2 * 40, within(1e-6))
        .isCloseTo(scene.bestOfAll(), within(1e-6));
  }

  @Test
  void fewLabelsFindNoBetterAndSaySo() {
    int worse = 0;
    for (long seed = 0; seed < 50; seed++) {
      Scene scene = Scene.atRandom(seed);
      WalkSearch.Answer answer = scene.search(Double.NEGATIVE_INFINITY, 1);

      assertThat(answer.walk().value()).isLessThanOrEqualTo(scene.bestOfAll() + 1e-6);
      boolean isWorse = answer.walk().value() < scene.bestOfAll() - 1e-6;
      assertThat(isWorse && answer.complete()).isFalse();
      worse += isWorse ? 1 : 0;
    }
    assertThat(worse).isPositive();
  }

  /** A problem, and what is there when it begins. */
  private static final class Scene {
    private final PlanningProblem problem;
    private final StateGraph graph;
    private final Rewards rewards;
    private final Timeline timeline;
    private final Map<String, Double> known = new HashMap<>();

    Scene(PlanningProblem problem) {
      this.problem = problem;
      this.graph = StateGraph.ofCounts(problem);
      this.rewards = new Rewards(graph, problem);
      this.timeline = new Timeline(graph, problem.tenants(), problem.slots());
    }

    static Scene atRandom(long seed) {
      Random random = new Random(seed);
      GpuModel gpu = Problems.SMALL;
      PlanningProblem like = Problems.random(gpu, 2, SLOTS, seed);
      int setup = 1 + random.nextInt(MOST_SETUP);
      boolean isUniform = random.nextInt(3) > 0;
      Map<Profile, Integer> setups = new HashMap<>();
      gpu.profiles()
          .forEach(p -> setups.put(p, isUniform ? setup : 1 + random.nextInt(MOST_SETUP)));
      List<Inherited> inherited = new ArrayList<>();
      for (Placement placement : List.of(place(gpu, "1g", 0), place(gpu, "2g", 2))) {
        if (random.nextBoolean()) {
          int readyAt = random.nextInt(setups.get(placement.profile()) + 1);
          Task.Infer task = new Task.Infer("t" + random.nextInt(2));
          inherited.add(new Inherited.Serving(placement, task, readyAt));
        }
      }
      Scene scene =
          new Scene(
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
    static Scene byHand(String profile, int quick, boolean preInitialization) {
      GpuModel gpu = Problems.SMALL;
      Map<Profile, Integer> setups = new HashMap<>();
      gpu.profiles().forEach(p -> setups.put(p, p.key().equals("2g") ? quick : 3));
      Task.Infer other = new Task.Infer("b");
      return new Scene(
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

    private static Placement place(GpuModel gpu, String profile, int start) {
      return GpuModel.placements(gpu.profiles()).stream()
          .filter(p -> p.profile().key().equals(profile) && p.start() == start)
          .findFirst()
          .orElseThrow();
    }

    WalkSearch.Answer search(double above, int mostLabels) {
      OccupancyBound bound = OccupancyBound.of(problem, graph);
      Field field = Field.of(graph, rewards, timeline);
      bound.value(field);
      double[][] toGo = bound.toGo(field, bound.everywhere());
      return new WalkSearch(
              problem, graph, rewards, timeline, field, toGo, bound.everywhere(), above, mostLabels)
          .best(new Beginning(problem, graph).starts());
    }

    /** Of each state in each slot, and of all that may still be set up, the best that follows. */
    double bestOfAll() {
      return timeline.constant
          + new Beginning(problem, graph)
              .starts().stream().mapToDouble(s -> from(0, s.state(), s.left())).max().orElseThrow();
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
      boolean[] room = timeline.room()[slot];
      for (int next = 0; next < graph.size(); next++) {
        if (room[graph.shape[next]]) {
          best = Math.max(best, to(slot, state, left, next));
        }
      }
      known.put(key, best);
      return best;
    }

    private double to(int slot, int state, int[] left, int next) {
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
      return earned(slot, kinds, now) - paid + from(slot + 1, next, later);
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
        sum += timeline.worth[tenant][slot] * rewards.served(tenant, slot, isSilent ? 0 : capacity);
      }
      return sum;
    }

    private int[] of(int tenant, int[] kinds) {
      return IntStream.range(0, kinds.length)
          .filter(i -> graph.allKinds().get(kinds[i]).tenant() == tenant)
          .toArray();
    }
  }
}
