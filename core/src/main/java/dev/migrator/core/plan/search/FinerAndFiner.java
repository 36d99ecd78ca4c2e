package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import java.util.List;
import java.util.Optional;

/**
 * A {@link RetrainingSearch} in counts, then, where what lies where makes a difference, in halves
 * of the GPU, and where they do not tell enough, in placements.
 *
 * <p><b>Goal.</b> Counts promise what has no place; no bound over them can be lower. What is told
 * apart costs states: 221 in counts for two tenants on an A100, 614 in halves, 4,377 placed.
 * <b>Algorithm.</b> So a search ends as soon as it has a walk that is clearly better than every
 * plan and has no place. What its root has left, retrainings, prices and cells, is looked at on the
 * next graph, of which only those states are built that are left. Mostly halves tell enough, or
 * almost: so places are looked for plan by plan ({@link PlacedSearch}), until that has taken as
 * much as the third graph will, by an estimate: as far as that holds, it takes no more than twice
 * as long as the quicker of the two.
 */
final class FinerAndFiner {
  /** States times slots of the largest tables; more tenants than fit are not all served. */
  static final long MOST_CELLS = 4_000_000;

  /** About so much effort for each cell left to halves does it take to tell all places apart. */
  private static final long EFFORT_OF_CELL = 60;

  private final PlanningProblem problem;
  private final List<double[]> stretch;
  private final PlannerSettings settings;
  private int graphs = 1;

  /**
   * For one use.
   *
   * @param stretch by tenant and slot, what its capacity counts for; empty if for no more
   */
  FinerAndFiner(PlanningProblem problem, List<double[]> stretch, PlannerSettings settings) {
    this.problem = problem;
    this.stretch = stretch;
    this.settings = settings;
  }

  /**
   * What came of it.
   *
   * @param prices good ones, over counts
   * @param graphs how many were built, that of counts included
   */
  record Answer(Found found, Prices prices, int graphs) {}

  /**
   * Looks for something better than what is known.
   *
   * @param counts the graph of counts
   * @param rewards on that
   * @param prices to begin with, if there are good ones
   */
  Answer improve(StateGraph counts, Rewards rewards, Found known, Optional<Prices> prices) {
    Optional<NextGraph> next =
        Optional.of(Sites.halves(problem))
            .filter(halves -> halves.count() > counts.siteCount())
            .map(halves -> new NextGraph(halves, 0));
    RetrainingSearch search = new RetrainingSearch(problem, counts, rewards, settings, next);
    RetrainingSearch.Answer answer = search.improve(known, prices);
    Found found = answer.isForFiner() ? inHalves(search, answer) : answer.found();
    return new Answer(found, answer.prices(), graphs);
  }

  private Found inHalves(RetrainingSearch counted, RetrainingSearch.Answer before) {
    return finer(Sites.halves(problem), counted, before)
        .map(halves -> inHalves(halves, counted, before))
        .orElse(before.found());
  }

  private Found inHalves(
      StateGraph halves, RetrainingSearch counted, RetrainingSearch.Answer before) {
    RetrainingSearch search = on(halves, before.effort());
    Rest rest = search.refined(counted, before.rest().orElseThrow());
    if (Descent.isLarge(rest.cells()) || halves.isPlaced()) {
      return search.improve(before.found(), rest, before.effort()).found();
    }
    long most = EFFORT_OF_CELL * rest.cells().size();
    RetrainingSearch coarse = search.before(new NextGraph(Sites.placements(problem), most));
    RetrainingSearch.Answer answer = coarse.improve(before.found(), rest, before.effort());
    return answer.isForFiner() ? placed(search, answer, before.effort()) : answer.found();
  }

  /** In placements; if there are too many, on in halves. */
  private Found placed(RetrainingSearch halved, RetrainingSearch.Answer before, long spentBefore) {
    long spent = spentBefore + before.effort();
    Rest rest = before.rest().orElseThrow();
    return finer(Sites.placements(problem), halved, before)
        .map(graph -> on(graph, spent))
        .map(placed -> placed.improve(before.found(), placed.refined(halved, rest), spent))
        .orElseGet(() -> halved.improve(before.found(), rest, spent))
        .found();
  }

  /** The graph of what a search has left; empty if it has too many states. */
  private Optional<StateGraph> finer(
      Sites sites, RetrainingSearch coarser, RetrainingSearch.Answer before) {
    StateGraph graph = coarser.graph();
    boolean[] wanted = before.rest().orElseThrow().cells().anywhere(graph.size());
    new Beginning(problem, graph).starts().forEach(start -> wanted[start.state()] = true);
    int most = (int) (MOST_CELLS / problem.slots());
    Optional<StateGraph> finer = StateGraph.within(problem, sites, graph, wanted, most);
    graphs += finer.isPresent() ? 1 : 0;
    return finer;
  }

  private RetrainingSearch on(StateGraph graph, long spent) {
    long most = settings.mostEffort();
    PlannerSettings less =
        settings.withEffort(Math.max(most - spent, most / 4), settings.replanEffort());
    Rewards rewards = new Rewards(graph, problem, stretch);
    return new RetrainingSearch(problem, graph, rewards, less, Optional.empty());
  }
}
