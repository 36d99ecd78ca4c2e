package dev.migrator.core.plan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.bound.ToGo;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside all walks there are, on small problems with set-ups of all kinds. */
class BestWalkTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final long MANY = 1_000_000;

  /** The example of the class comment. */
  @Test
  void remembersWhatIsBeingSetUp() {
    GpuModel gpu = Problems.SMALL;
    Map<Profile, Double> capacity = new HashMap<>();
    gpu.profiles().stream().filter(p -> p.computeSlices() < 4).forEach(p -> capacity.put(p, 4.0));
    PlanningProblem problem =
        Problems.of(
            gpu,
            6,
            2,
            List.of(new Inherited.Serving(WalkScene.place(gpu, "2g", 2), new Task.Infer("a"), 0)),
            new TenantOutlook("a", 1, 1, Problems.steady(4, 6), capacity, List.of(), false, 0));
    StateGraph graph = StateGraph.ofCounts(problem);
    Timeline timeline = new Timeline(graph, problem.tenants(), 6);
    Field all = Field.of(graph, new Rewards(graph, problem), timeline);
    int site = graph.siteOf(WalkScene.place(gpu, "2g", 2));
    double[][] byShape = new double[6][graph.shapeCount()];
    for (int state = 0; state < graph.size(); state++) {
      int[] kinds = graph.kindsOf(state);
      boolean has2g = Arrays.stream(kinds).anyMatch(k -> graph.allKinds().get(k).site() == site);
      for (int slot = 0; slot < 6; slot++) {
        double otherwise = slot >= 3 && !has2g ? 4 : 0;
        boolean isFull = slot < 2 && has2g && kinds.length > 1;
        byShape[slot][graph.shape[state]] = isFull ? NONE : otherwise;
      }
    }
    Field field = new Field(all.now(), all.sure(), byShape, 0);
    OccupancyBound relaxation = OccupancyBound.of(problem, graph, Hands.ONE);
    assertThat(relaxation.value(field)).isEqualTo(36);
    ToGo toGo = relaxation.toGo(relaxation.everywhere());

    BestWalk search = new BestWalk(problem, graph, field, toGo, 0, MANY);

    assertThat(search.from(new Beginning(problem, graph).starts()).bound()).isEqualTo(32);
  }

  @Test
  void saysNothingOfSetUpsThatCannotBeRemembered() {
    PlanningProblem problem =
        Problems.of(
            Problems.PAIR,
            5,
            300,
            Problems.tenant(Problems.PAIR, "a", 6, 1, Problems.steady(10, 5)));
    StateGraph graph = StateGraph.ofCounts(problem);
    Walks walks = new Walks(problem, graph, new Rewards(graph, problem));
    Field field = walks.field(new Timeline(graph, problem.tenants(), 5));
    Cells everywhere = walks.relaxation().everywhere();
    walks.relaxation().value(field);

    assertThat(walks.bound(field, everywhere, NONE, MANY).bound()).isInfinite().isPositive();
    assertThat(walks.best(field, everywhere, NONE, Walks.Limits.QUICK).bound())
        .isInfinite()
        .isPositive();
    assertThat(walks.best(field, everywhere, NONE, Walks.Limits.QUICK).walk()).isEqualTo(Walk.NONE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isWhatTheBestOfAllWalksEarns(boolean isPriced) {
    int lower = 0;
    for (long seed = 0; seed < 300; seed++) {
      WalkScene scene = isPriced ? WalkScene.priced(seed) : WalkScene.atRandom(seed);
      double best = scene.bestOfAll();

      BestWalk.Answer answer = scene.bestFirst(NONE, MANY);
      assertThat(answer.isExact()).isTrue();
      assertThat(answer.bound()).as("seed %d", seed).isCloseTo(best, within(1e-6));
      assertThat(answer.walk().value()).isEqualTo(answer.bound());
      assertThat(scene.worth(answer.walk())).as("walk %d", seed).isCloseTo(best, within(1e-6));
      assertThat(scene.bestFirst(best - 1e-3, MANY).bound())
          .as("below %d", seed)
          .isCloseTo(best, within(1e-6));
      BestWalk.Answer none = scene.bestFirst(best + 1e-3, MANY);
      assertThat(none.bound()).isEqualTo(best + 1e-3, within(1e-9));
      assertThat(none.walk()).isEqualTo(Walk.NONE);
      lower += answer.bound() < scene.relaxed() - 1e-3 ? 1 : 0;
    }
    assertThat(lower).isGreaterThan(30);
  }

  /** A 1g takes one slot to set up, and so what it does not serve a pending 2g will not miss. */
  @Test
  void doesNotMissWhatAQuickerInstanceServesMeanwhile() {
    for (WalkScene scene : List.of(WalkScene.atRandom(814), WalkScene.priced(16280))) {
      double best = scene.bestOfAll();

      assertThat(scene.bestFirst(NONE, MANY).bound()).isCloseTo(best, within(1e-6));
      assertThat(scene.search(best - 1e-3, 10_000).walk().value()).isCloseTo(best, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isABoundWhereverItIsStopped(boolean isPriced) {
    int between = 0;
    for (long seed = 0; seed < 100; seed++) {
      WalkScene scene = isPriced ? WalkScene.priced(seed) : WalkScene.atRandom(seed);
      double best = scene.bestOfAll();
      double last = scene.relaxed() + 1e-6;
      for (long labels = 0; labels < 400; labels = 2 * labels + 1) {
        BestWalk.Answer answer = scene.bestFirst(NONE, labels);

        assertThat(answer.bound()).as("seed %d", seed).isBetween(best - 1e-6, last);
        last = answer.bound() + 1e-6;
        between += !answer.isExact() && last < scene.relaxed() - 1e-3 ? 1 : 0;
      }
    }
    assertThat(between).isPositive();
  }
}
