package dev.migrator.core.plan.bound;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.state.Capacities;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.List;

/**
 * What each state earns in each slot: the sum over tenants of worth · what their capacity serves.
 *
 * <p>A tenant's part depends only on its own instances, of which there are few combinations (38 on
 * an A100), so tables by own combination replace tables by state.
 */
public final class Rewards {
  private final StateGraph graph;
  private final PlanningProblem problem;
  private final List<double[]> stretch;
  private final int slots;

  /** By tenant, slot and own combination: requests served. */
  private final double[][][] served;

  /** With the capacity that instances have. */
  public Rewards(StateGraph graph, PlanningProblem problem) {
    this(graph, problem, List.of());
  }

  /**
   * With capacity that counts for more.
   *
   * @param stretch by tenant and slot the factor on capacity; empty: 1
   */
  public Rewards(StateGraph graph, PlanningProblem problem, List<double[]> stretch) {
    this.graph = graph;
    this.problem = problem;
    this.stretch = List.copyOf(stretch);
    this.slots = problem.slots();
    this.served = new double[problem.tenants().size()][slots][];
    for (int tenant = 0; tenant < served.length; tenant++) {
      for (int slot = 0; slot < slots; slot++) {
        served[tenant][slot] = row(tenant, slot, graph.capacity[tenant]);
      }
    }
  }

  private double[] row(int tenant, int slot, double[] capacity) {
    double[] row = new double[capacity.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = served(tenant, slot, capacity[i]);
    }
    return row;
  }

  /** Requests that a tenant serves in a slot with so much capacity. */
  public double served(int tenant, int slot, double capacity) {
    double factor = stretch.isEmpty() ? 1 : stretch.get(tenant)[slot];
    return problem.tenants().get(tenant).demand().served(slot, factor * capacity);
  }

  /** By own combination: requests that a tenant serves in a slot. */
  public double[] served(int tenant, int slot) {
    return served[tenant][slot];
  }

  /** By tenant, slot and own combination: what is earned before that slot under these worths. */
  public double[][][] cumulated(double[][] worth) {
    double[][][] sums = new double[served.length][][];
    Arrays.setAll(sums, tenant -> cumulated(tenant, worth[tenant]));
    return sums;
  }

  /** The same of one tenant. */
  public double[][] cumulated(int tenant, double[] worth) {
    double[][] sums = new double[slots + 1][];
    sums[0] = new double[graph.capacity[tenant].length];
    for (int slot = 0; slot < slots; slot++) {
      sums[slot + 1] = next(sums[slot], served[tenant][slot], worth[slot]);
    }
    return sums;
  }

  private static double[] next(double[] before, double[] row, double worth) {
    double[] after = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      after[i] = before[i] + worth * row[i];
    }
    return after;
  }

  /** What every state earns in the slots from..to-1, into {@code out}. */
  public void between(double[][][] cumulated, int from, int to, double[] out) {
    int end = Math.min(to, slots);
    Arrays.fill(out, 0);
    for (Capacities.Crew crew : graph.crews()) {
      double[] sums = new double[crew.size()];
      for (int i = 0; i < crew.own().length; i++) {
        double[][] before = cumulated[crew.first() + i];
        add(difference(before[from], before[end]), crew.own()[i], sums);
      }
      add(sums, crew.number(), out);
    }
  }

  /** The second row less the first. */
  public static double[] difference(double[] from, double[] to) {
    double[] result = new double[from.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = to[i] - from[i];
    }
    return result;
  }

  private static void add(double[] table, int[] own, double[] out) {
    for (int s = 0; s < out.length; s++) {
      out[s] += table[own[s]];
    }
  }
}
