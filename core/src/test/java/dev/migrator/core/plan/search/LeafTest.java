package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LeafTest {
  private static final int TENANTS = 3;
  private static final int SLOTS = 40;
  private static final double PENALTY = 0.01;

  @Test
  void findsPlacesBesideTheWalkThatHasNone() {
    int better = 0;
    int closeQuickly = 0;
    int close = 0;
    for (long seed = 0; seed < 200; seed++) {
      Tried tried = Tried.atRandom(seed);
      double quickly = tried.quickly();
      double thoroughly = tried.thoroughly();
      assertThat(thoroughly).as("seed %d", seed).isBetween(quickly, tried.bound() + 1e-9);
      better += thoroughly > quickly ? 1 : 0;
      double nearly = tried.bound() - 1e-3 * Math.abs(tried.bound());
      closeQuickly += quickly > nearly ? 1 : 0;
      close += thoroughly > nearly ? 1 : 0;
    }
    // What is found quickly need not be found by looking for places.
    assertThat(better + closeQuickly).isGreaterThanOrEqualTo(11 + 115);
    assertThat(closeQuickly).isGreaterThanOrEqualTo(116);
    assertThat(close).isGreaterThanOrEqualTo(122);
  }

  /** The example of docs/planner.md. */
  @Test
  void beginsAnewInTimeWhatWouldHaveToMove() {
    Tried tried = Tried.byHand();

    assertThat(tried.quickly()).isLessThan(tried.bound() - 1);
    assertThat(tried.thoroughly()).isCloseTo(tried.bound() - PENALTY, within(1e-6));
  }

  /** Given retrainings, and the plans for them. */
  private static final class Tried {
    private final Incumbent incumbent;
    private final Leaf leaf;
    private final double bound;

    static Tried atRandom(long seed) {
      PlanningProblem problem = Problems.random(Problems.LARGE, TENANTS, SLOTS, seed);
      Random random = new Random(seed);
      return new Tried(problem, domain -> any(domain, random));
    }

    /** A and B have a 2g each, one in each half, when C is to be retrained on a 3g. */
    static Tried byHand() {
      Map<Profile, Integer> slots = Map.of(profile("3g"), 20);
      RetrainingOption option = new RetrainingOption("all", 0.9, slots);
      double[] twenty = Problems.steady(20, 60);
      PlanningProblem free =
          Problems.of(
              Problems.LARGE,
              60,
              6,
              List.of(serving("A", 0), serving("B", 4)),
              Problems.tenant(Problems.LARGE, "A", 10, 0.5, twenty),
              Problems.tenant(Problems.LARGE, "B", 10, 0.5, twenty),
              Problems.tenant(Problems.LARGE, "C", 10, 0.5, Problems.steady(0, 60), option));
      PlanningProblem problem =
          new PlanningProblem(
              free.gpu(),
              free.placements(),
              free.slots(),
              free.setupSlots(),
              free.tenants(),
              free.inherited(),
              true,
              PENALTY);
      return new Tried(
          problem, domain -> domain.choiceCount() == 0 ? domain : domain.only(0, 20, 20));
    }

    private static Profile profile(String name) {
      return Problems.LARGE.profiles().stream()
          .filter(profile -> profile.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    private static Inherited serving(String tenant, int start) {
      return new Inherited.Serving(new Placement(profile("2g"), start), new Task.Infer(tenant), 0);
    }

    private Tried(PlanningProblem problem, UnaryOperator<Domain> decision) {
      int tenants = problem.tenants().size();
      StateGraph graph = StateGraph.ofCounts(problem);
      Walks walks = new Walks(problem, graph, new Rewards(graph, problem));
      Decisions decisions = new Decisions(problem, graph, List.of());
      List<Domain> decided = decisions.everything().stream().map(decision).toList();
      Timeline timeline = decisions.timeline(decided, new double[tenants]);
      Cells everywhere = walks.relaxation().everywhere();
      double nothing = new Worth(problem).of(List.of());
      bound = Math.max(nothing, walks.relaxation().walk(walks.field(timeline), everywhere).value());
      incumbent =
          new Incumbent(
              problem,
              graph,
              PlannerSettings.standard(),
              new Found(List.of(), nothing, Double.POSITIVE_INFINITY),
              Double.NEGATIVE_INFINITY,
              0);
      leaf =
          new Leaf(
              walks,
              incumbent,
              Optional.of(new NextGraph(Sites.halves(problem), 0)),
              decisions.blocks(decided),
              timeline,
              everywhere);
    }

    private static Domain any(Domain domain, Random random) {
      int choice = random.nextInt(domain.choiceCount() + 1) - 1;
      if (choice < 0) {
        return domain.onlyNothing();
      }
      int begin = random.nextInt(domain.earliest(choice), domain.latest(choice) + 1);
      return domain.only(choice, begin, begin);
    }

    double quickly() {
      leaf.tryQuickly(true);
      return incumbent.value();
    }

    /** What no plan with these retrainings exceeds. */
    double bound() {
      return bound;
    }

    double thoroughly() {
      leaf.tryPlaces();
      return incumbent.value();
    }
  }
}
