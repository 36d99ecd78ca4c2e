package dev.migrator.core.plan.state;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Every way to divide a GPU among tenants, and how to get from one to another by adding or removing
 * one instance.
 *
 * <p>A <i>kind</i> is a tenant on a site; a <i>state</i> is a legal collection of kinds. What a
 * site is, {@link Sites} says: profiles, then states are counts (221 for two tenants on an A100)
 * and every plan maps to a walk through them; or profiles by half of the GPU (614); or placements,
 * then states are placed instances (4,377) and the walk is a plan. What a state earns depends on
 * the counts alone, so all carry the same rewards.
 *
 * <p>States are numbered by size: removing an instance leads to a smaller number. A sweep over the
 * numbers downwards therefore spreads values to all subsets, one upwards to all supersets, each in
 * one pass over the edges.
 */
public final class StateGraph {
  /** More states than this are not built; the caller has to make do with fewer tenants. */
  static final int MOST_STATES = 400_000;

  private static final int NONE = -1;

  /** What an instance can be: a tenant's index and a site's index. */
  public record Kind(int tenant, int site) {}

  private final PlanningProblem problem;
  private final Shapes allShapes;
  private final Sites sites;
  private final List<Kind> kinds;

  /** By tenant and site: the number of that kind, {@link #NONE} if it cannot serve. */
  private final int[][] kindAt;

  private final List<char[]> states = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Integer> shapes = new ArrayList<>();

  private final int[][] kindsOf;

  /** Edges of state s are those from {@code edgeFrom[s]} to {@code edgeFrom[s + 1]}. */
  public final int[] edgeFrom;

  /** The state with one instance less. */
  public final int[] edgeTo;

  /** The other way round: wider states of s are those from {@code wideFrom[s]}. */
  public final int[] wideFrom;

  /** The state with one instance more. */
  public final int[] wideTo;

  /** The kind of which there is one less. */
  public final int[] edgeKind;

  /** By state: the collection of its sites, tenants forgotten. */
  public final int[] shape;

  /** What each tenant has. */
  private final Capacities capacities;

  /** By tenant and state: index into {@link #capacity}. */
  public final int[][] own;

  /** By tenant and own index, ascending: requests per slot that its instances serve together. */
  public final double[][] capacity;

  private StateGraph(PlanningProblem problem, Shapes allShapes, StateFilter filter) {
    this.problem = problem;
    this.allShapes = allShapes;
    this.sites = allShapes.sites();
    this.kinds = kinds();
    this.kindAt = new int[problem.tenants().size()][sites.count()];
    numberKinds();
    enumerate(filter);
    int edges = states.stream().mapToInt(StateGraph::distinct).sum();
    this.edgeFrom = new int[states.size() + 1];
    this.edgeTo = new int[edges];
    this.edgeKind = new int[edges];
    this.shape = shapes.stream().mapToInt(Integer::intValue).toArray();
    connect();
    this.kindsOf = states.stream().map(s -> new String(s).chars().toArray()).toArray(int[][]::new);
    this.wideFrom = new int[states.size() + 1];
    this.wideTo = new int[edges];
    connectWider();
    this.capacities = Capacities.of(problem, sites, kinds, kindsOf);
    this.own = capacities.own();
    this.capacity = capacities.capacity();
  }

  /** States are counts by tenant and profile; where instances lie is left open. */
  public static StateGraph ofCounts(PlanningProblem problem) {
    return new StateGraph(
        problem, Shapes.of(problem.placements(), Sites.profiles(problem)), new StateFilter.All());
  }

  /**
   * A finer graph: only those of its states are built whose counts are wanted.
   *
   * @param sites finer than those of the graph of counts
   * @param counts the same problem's graph of counts
   * @param wanted by state of that graph: whether its states here, and those with less, are wanted
   * @param most states that are built
   * @return empty if there are more
   */
  public static Optional<StateGraph> within(
      PlanningProblem problem, Sites sites, StateGraph counts, boolean[] wanted, int most) {
    StateFilter filter = new StateFilter.Wanted(counts, counts.withLess(wanted), most);
    StateGraph graph = new StateGraph(problem, Shapes.of(problem.placements(), sites), filter);
    return graph.size() > most ? Optional.empty() : Optional.of(graph);
  }

  /**
   * States are placed instances: those that find their places free in some slot, and what is
   * inherited.
   *
   * @param shapes of all placements
   */
  public static StateGraph beside(PlanningProblem problem, Shapes shapes, List<Taken> taken) {
    return new StateGraph(problem, shapes, StateFilter.Free.beside(problem, shapes.sites(), taken));
  }

  /** Those states and all that have less. */
  private boolean[] withLess(boolean[] wanted) {
    boolean[] closed = wanted.clone();
    for (int s = closed.length - 1; s >= 0; s--) {
      for (int e = edgeFrom[s]; closed[s] && e < edgeFrom[s + 1]; e++) {
        closed[edgeTo[e]] = true;
      }
    }
    return closed;
  }

  /** By state of a finer graph of the same problem: the state of this graph that it is part of. */
  public int[] statesOf(StateGraph finer) {
    return finer.states.stream().mapToInt(state -> stateOf(finer, state)).toArray();
  }

  /** The state of this graph that one of a finer graph, told by its kinds, is part of. */
  public int stateOf(StateGraph finer, char[] state) {
    int[] coarser = new int[state.length];
    for (int i = 0; i < coarser.length; i++) {
      Kind kind = finer.kinds.get(state[i]);
      coarser[i] = kindOf(kind.tenant(), sites.of(finer.sites.anyPlacement(kind.site())));
    }
    return stateOf(coarser);
  }

  /**
   * How many states in counts there are for so many tenants that each use every profile; stops
   * counting above {@link #MOST_STATES}.
   */
  public static long countStates(PlanningProblem problem, int tenants) {
    long states = 0;
    Sites profiles = Sites.profiles(problem);
    for (List<Integer> shape :
        Shapes.legal(problem.placements(), profiles).stream().distinct().toList()) {
      long ways = 1;
      for (int site = 0; site < profiles.count(); site++) {
        int wanted = site;
        int count = (int) shape.stream().filter(s -> s == wanted).count();
        for (int i = 1; i <= count; i++) {
          ways = ways * (tenants - 1 + i) / i;
        }
      }
      states += ways;
    }
    return states;
  }

  /** How many states there are; they are numbered. */
  public int size() {
    return states.size();
  }

  /** Whether each site is a single placement, so that a walk is a plan. */
  public boolean isPlaced() {
    return sites.isPlaced();
  }

  /** The most instances that any state has. */
  public int mostInstances() {
    return states.getLast().length;
  }

  /** All tenants in two crews: what a state earns is a sum of two numbers. */
  public List<Capacities.Crew> crews() {
    return capacities.crews();
  }

  /** How many combinations all crews have. */
  public int combinations() {
    return capacities.combinations();
  }

  /** How many shapes there are; they are numbered. */
  public int shapeCount() {
    return allShapes.count();
  }

  /** What instances there may be, by number. */
  public List<Kind> allKinds() {
    return kinds;
  }

  /** How many sites there are; they are numbered. */
  public int siteCount() {
    return sites.count();
  }

  /** The profile of a site. */
  public Profile profileOf(int site) {
    return sites.profile(site);
  }

  /** The site on which something at this placement is. */
  public int siteOf(Placement placement) {
    return sites.of(placement);
  }

  /** The placements on which something on this site may be; more than one if it is left open. */
  public List<Placement> placementsOf(int site) {
    return sites.placements(site);
  }

  /** The number of that kind, or -1 if it cannot serve. */
  public int kindOf(int tenant, int site) {
    return kindAt[tenant][site];
  }

  /** The kinds of a state, in order, as often as it has them; not to be changed. */
  public int[] kindsOf(int state) {
    return kindsOf[state];
  }

  /** The state of those kinds, in any order; -1 if they may not be together. */
  public int stateOf(int[] kindsInAnyOrder) {
    char[] key = new char[kindsInAnyOrder.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = (char) kindsInAnyOrder[i];
    }
    Arrays.sort(key);
    return numbers.getOrDefault(new String(key), NONE);
  }

  /** The state with one instance of a kind less, of which it has one. */
  public int without(int state, int kind) {
    int edge = edgeFrom[state];
    while (edgeKind[edge] != kind) {
      edge++;
    }
    return edgeTo[edge];
  }

  /** The shape with one more instance on that site; -1 if that is not legal. */
  public int wider(int someShape, int site) {
    return allShapes.wider(someShape, site);
  }

  /** The states beside which something can be on that site, ascending. */
  public int[] statesBeside(int site) {
    return IntStream.range(0, shape.length).filter(s -> wider(shape[s], site) >= 0).toArray();
  }

  /** Whether there may be instances on all these sites. */
  public boolean isLegal(List<Integer> together) {
    return allShapes.wider(allShapes.empty(), together) != NONE;
  }

  /** By shape: whether it leaves room for instances on all these sites. */
  public boolean[] roomFor(List<Integer> taken) {
    return allShapes.roomFor(taken);
  }

  private List<Kind> kinds() {
    List<Kind> result = new ArrayList<>();
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      for (int site = 0; site < sites.count(); site++) {
        if (outlook.capacityOf(sites.profile(site)) > 0) {
          result.add(new Kind(tenant, site));
        }
      }
    }
    return List.copyOf(result);
  }

  private void numberKinds() {
    for (int[] ofTenant : kindAt) {
      Arrays.fill(ofTenant, NONE);
    }
    for (int kind = 0; kind < kinds.size(); kind++) {
      kindAt[kinds.get(kind).tenant()][kinds.get(kind).site()] = kind;
    }
  }

  private void enumerate(StateFilter filter) {
    add(new char[0], allShapes.empty());
    for (int s = 0; s < states.size(); s++) {
      char[] state = states.get(s);
      int first = state.length == 0 ? 0 : state[state.length - 1];
      for (int kind = first; kind < kinds.size(); kind++) {
        int wider = allShapes.wider(shapes.get(s), kinds.get(kind).site());
        if (wider != NONE) {
          char[] more = Arrays.copyOf(state, state.length + 1);
          more[state.length] = (char) kind;
          if (filter.passes(this, more)) {
            add(more, wider);
          }
        }
      }
    }
  }

  private void add(char[] state, int shapeNumber) {
    if (states.size() >= MOST_STATES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "more than %,d ways to divide %s among %d tenants; expected fewer tenants.",
              MOST_STATES,
              problem.gpu().name(),
              problem.tenants().size()));
    }
    numbers.put(new String(state), states.size());
    states.add(state);
    shapes.add(shapeNumber);
  }

  private static int distinct(char[] state) {
    int count = 0;
    for (int i = 0; i < state.length; i++) {
      count += i == 0 || state[i] != state[i - 1] ? 1 : 0;
    }
    return count;
  }

  private void connect() {
    int edge = 0;
    for (int s = 0; s < states.size(); s++) {
      edgeFrom[s] = edge;
      char[] state = states.get(s);
      for (int i = 0; i < state.length; i++) {
        if (i == 0 || state[i] != state[i - 1]) {
          edgeTo[edge] = numberWithout(state, i);
          edgeKind[edge++] = state[i];
        }
      }
    }
    edgeFrom[states.size()] = edge;
  }

  private void connectWider() {
    for (int to : edgeTo) {
      wideFrom[to + 1]++;
    }
    for (int s = 0; s < states.size(); s++) {
      wideFrom[s + 1] += wideFrom[s];
    }
    int[] next = wideFrom.clone();
    for (int s = 0; s < states.size(); s++) {
      for (int e = edgeFrom[s]; e < edgeFrom[s + 1]; e++) {
        wideTo[next[edgeTo[e]]++] = s;
      }
    }
  }

  private int numberWithout(char[] state, int at) {
    String key = new String(state, 0, at) + new String(state, at + 1, state.length - at - 1);
    return numbers.getOrDefault(key, NONE);
  }
}
