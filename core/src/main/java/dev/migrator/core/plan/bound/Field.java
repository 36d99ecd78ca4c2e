package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What inference may earn where and when: the tables over which {@link OccupancyBound} runs.
 *
 * @param now by tenant, slot and own combination: what is earned in that slot
 * @param sure by tenant, slot and own combination: what is earned before that slot at least; of
 *     this a set-up misses its share
 * @param byShape by slot and shape: what is earned besides; minus infinity where a shape has no
 *     room
 * @param constant what is earned whatever inference does
 */
public record Field(double[][][] now, double[][][] sure, double[][] byShape, double constant) {
  /** Nothing is earned anywhere. */
  static Field nothing(int slots) {
    return new Field(new double[0][][], new double[0][][], new double[slots][0], 0);
  }

  /** The slots of the horizon. */
  public int slots() {
    return byShape.length;
  }

  /**
   * No sum of what is earned and deducted, slot after slot, is farther from 0.
   *
   * @param setup for how many slots what is added is deducted at once
   */
  public double most(int setup) {
    double most = 0;
    for (int tenant = 0; tenant < now.length; tenant++) {
      most += (1 + setup) * farthest(sure[tenant][slots()]);
      for (double[] row : now[tenant]) {
        most += farthest(row);
      }
    }
    for (double[] row : byShape) {
      most += farthest(row);
    }
    return most;
  }

  /** From 0, of those that are finite. */
  private static double farthest(double[] row) {
    double most = 0;
    for (double x : row) {
      double distance = Math.abs(x);
      most = distance > most && distance < Double.POSITIVE_INFINITY ? distance : most;
    }
    return most;
  }

  /** What a timeline leaves to inference. */
  public static Field of(StateGraph graph, Rewards rewards, Timeline timeline) {
    boolean[][] room = timeline.room();
    double[][] byShape = new double[room.length][];
    Map<boolean[], double[]> known = new HashMap<>();
    for (int slot = 0; slot < room.length; slot++) {
      byShape[slot] = known.computeIfAbsent(room[slot], Field::closed);
    }
    double[][][] sure = rewards.cumulated(timeline.worth());
    double[][][] now = new double[sure.length][room.length][];
    for (int tenant = 0; tenant < now.length; tenant++) {
      for (int slot = 0; slot < room.length; slot++) {
        now[tenant][slot] = Rewards.difference(sure[tenant][slot], sure[tenant][slot + 1]);
      }
    }
    return new Field(now, sure, byShape, timeline.constant());
  }

  /**
   * The same with so many slots taken as one, in which nothing changes; the last may be shorter.
   */
  Field merged(int width) {
    int blocks = Math.ceilDiv(slots(), width);
    double[][][] sums = new double[now.length][blocks][];
    double[][][] before = new double[now.length][blocks + 1][];
    double[][] shapes = new double[blocks][];
    for (int block = 0; block <= blocks; block++) {
      int from = Math.min(block * width, slots());
      for (int tenant = 0; tenant < now.length; tenant++) {
        before[tenant][block] = sure[tenant][from];
        if (block < blocks) {
          sums[tenant][block] = sum(now[tenant], from, Math.min(from + width, slots()));
        }
      }
      if (block < blocks) {
        shapes[block] = sum(byShape, from, Math.min(from + width, slots()));
      }
    }
    return new Field(sums, before, shapes, constant);
  }

  private static double[] sum(double[][] rows, int from, int to) {
    double[] sum = rows[from].clone();
    for (int slot = from + 1; slot < to; slot++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += rows[slot][i];
      }
    }
    return sum;
  }

  private static double[] closed(boolean[] room) {
    double[] closed = new double[room.length];
    for (int shape = 0; shape < room.length; shape++) {
      closed[shape] = room[shape] ? 0 : Double.NEGATIVE_INFINITY;
    }
    return closed;
  }

  /** The room that a list of sites leaves, as {@link #byShape}. */
  static double[] beside(StateGraph graph, List<Integer> sites) {
    return closed(graph.roomFor(sites));
  }
}
