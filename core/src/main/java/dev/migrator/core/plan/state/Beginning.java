package dev.migrator.core.plan.state;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlanningProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What inference instances a horizon begins with, as states.
 *
 * <p>Those that are still being set up may be kept or not; each set of those kept is a state to
 * begin with.
 */
public final class Beginning {
  private static final int MOST_PENDING = 7;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final List<Inherited.Serving> serving = new ArrayList<>();

  /** Of a problem, in the states of a graph. */
  public Beginning(PlanningProblem problem, StateGraph graph) {
    this.problem = problem;
    this.graph = graph;
    for (Inherited instance : problem.inherited()) {
      if (instance instanceof Inherited.Serving s && kindOf(s) >= 0) {
        serving.add(s);
      }
    }
  }

  /**
   * Where a walk may begin: a state before slot 0, and by its instances, in the order of {@link
   * StateGraph#kindsOf}, the slots until they are ready.
   */
  public record Start(int state, int[] left) {}

  /** The inherited instances that can serve. */
  public List<Inherited.Serving> serving() {
    return List.copyOf(serving);
  }

  /** The kind of one of them; negative if the graph has no such instance. */
  public int kindOf(Inherited.Serving instance) {
    int tenant = problem.tenants().indexOf(problem.tenant(instance.task().tenant()));
    return graph.kindOf(tenant, graph.siteOf(instance.placement()));
  }

  /** Where a search for walks may begin. */
  public List<Start> starts() {
    return subsets().stream().map(this::start).toList();
  }

  /** Instances in the order of their kinds, those of a kind by the slots they still need. */
  private Start start(List<Inherited.Serving> kept) {
    int[] left =
        kept.stream()
            .sorted(
                Comparator.comparingInt(this::kindOf).thenComparingInt(Inherited.Serving::readyAt))
            .mapToInt(Inherited.Serving::readyAt)
            .toArray();
    return new Start(state(kept), left);
  }

  /** The ready ones together with each set of pending ones. */
  private List<List<Inherited.Serving>> subsets() {
    List<Inherited.Serving> ready = serving.stream().filter(s -> s.readyAt() == 0).toList();
    List<Inherited.Serving> pending =
        serving.stream().filter(s -> s.readyAt() > 0).limit(MOST_PENDING).toList();
    List<List<Inherited.Serving>> subsets = new ArrayList<>();
    for (int subset = 0; subset < 1 << pending.size(); subset++) {
      List<Inherited.Serving> kept = new ArrayList<>(ready);
      for (int i = 0; i < pending.size(); i++) {
        if ((subset >> i & 1) != 0) {
          kept.add(pending.get(i));
        }
      }
      subsets.add(kept);
    }
    return subsets;
  }

  private int state(List<Inherited.Serving> kept) {
    return graph.stateOf(kept.stream().mapToInt(this::kindOf).toArray());
  }
}
