package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeafTest {
  private static final int TENANTS = 3;
  private static final int SLOTS = 40;

  @Test
  void findsPlacesBesideTheWalkThatHasNone() {
    int better = 0;
    for (long seed = 0; seed < 130; seed++) {
      Tried tried = new Tried(seed);
      double quickly = tried.quickly();
      double thoroughly = tried.thoroughly();
      assertThat(thoroughly).as("seed %d", seed).isBetween(quickly, tried.bound() + 1e-9);
      better += thoroughly > quickly ? 1 : 0;
    }
    assertThat(better).isGreaterThanOrEqualTo(5);
  }

  /** Retrainings at random, and the plans for them. */
  private static final class Tried {
    private final Incumbent incumbent;
    private final Leaf leaf;
    private final double bound;

    Tried(long seed) {
      PlanningProblem problem = Problems.random(Problems.LARGE, TENANTS, SLOTS, seed);
      StateGraph graph = StateGraph.ofCounts(problem);
      Walks walks = new Walks(problem, graph, new Rewards(graph, problem));
      Decisions decisions = new Decisions(problem, graph, List.of());
      List<Domain> decided = new ArrayList<>();
      Random random = new Random(seed);
      for (Domain domain : decisions.everything()) {
        decided.add(any(domain, random));
      }
      Timeline timeline = decisions.timeline(decided, new double[TENANTS]);
      Cells everywhere = walks.relaxation.everywhere();
      double nothing = new Worth(problem).of(List.of());
      bound = Math.max(nothing, walks.relaxation.walk(walks.field(timeline), everywhere).value());
      incumbent =
          new Incumbent(
              problem,
              graph,
              PathPlanner.Settings.standard(),
              new RetrainingSearch.Found(List.of(), nothing, Double.POSITIVE_INFINITY),
              Double.NEGATIVE_INFINITY);
      leaf =
          new Leaf(walks, incumbent, true, decisions.blocks(decided), timeline, everywhere);
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
