package dev.migrator.core.plan;

import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What retrainings leave to inference over a horizon: how much a timely answer is worth when, and
 * which slices are free when.
 *
 * <p>Sites can be taken for certain, or at a price: a retraining whose start is still open must
 * have its site for so many slots somewhere in a range. Each slot in which the site is left to it
 * earns the price, and the price times the slots needed is deducted from the total. For any price
 * of at least 0 the best total is an upper bound on what is possible with the start open
 * (Lagrangian relaxation of "it has its site for as long as it takes").
 */
final class Timeline {
  /** A site left to a retraining whose start is open. */
  record Priced(int site, int from, int to, double price) {}

  private static final double[] NO_BONUS = {};

  private final StateGraph graph;
  private final int slots;

  /** By tenant and slot: weight times accuracy. */
  final double[][] worth;

  /** What is added to the value whatever inference does. */
  double constant;

  private final List<List<Integer>> taken = new ArrayList<>();
  private final List<Priced> priced = new ArrayList<>();

  Timeline(StateGraph graph, List<TenantOutlook> tenants, int slots) {
    this.graph = graph;
    this.slots = slots;
    this.worth = new double[tenants.size()][slots];
    for (int tenant = 0; tenant < tenants.size(); tenant++) {
      TenantOutlook outlook = tenants.get(tenant);
      Arrays.fill(worth[tenant], outlook.weight() * outlook.accuracy());
    }
    for (int slot = 0; slot < slots; slot++) {
      taken.add(new ArrayList<>());
    }
  }

  /** A site is taken in these slots. */
  void take(int site, int from, int to) {
    for (int slot = Math.max(0, from); slot < Math.min(to, slots); slot++) {
      taken.get(slot).add(site);
    }
  }

  /** A site is needed for some of the slots of a range. */
  void price(Priced site, int slotsNeeded) {
    priced.add(site);
    constant -= site.price() * slotsNeeded;
  }

  /** From this slot on a timely answer of the tenant is worth this. */
  void worthFrom(int tenant, int slot, double value) {
    if (slot < slots) {
      Arrays.fill(worth[tenant], Math.max(0, slot), slots, value);
    }
  }

  /** By slot: which shapes leave the taken sites free. Slots with the same sites share an array. */
  boolean[][] room() {
    Map<List<Integer>, boolean[]> known = new HashMap<>();
    boolean[][] room = new boolean[slots][];
    for (int slot = 0; slot < slots; slot++) {
      List<Integer> sites = taken.get(slot);
      Collections.sort(sites);
      room[slot] = known.computeIfAbsent(sites, graph::roomFor);
    }
    return room;
  }

  /** By slot and state: 0 if it leaves the taken sites free, else minus infinity. */
  double[][] closed() {
    Map<List<Integer>, double[]> known = new HashMap<>();
    double[][] closed = new double[slots][];
    for (int slot = 0; slot < slots; slot++) {
      List<Integer> sites = taken.get(slot);
      Collections.sort(sites);
      closed[slot] = known.computeIfAbsent(sites, this::closed);
    }
    return closed;
  }

  private double[] closed(List<Integer> sites) {
    boolean[] room = graph.roomFor(sites);
    double[] closed = new double[graph.size()];
    for (int s = 0; s < closed.length; s++) {
      closed[s] = room[graph.shape[s]] ? 0 : Double.NEGATIVE_INFINITY;
    }
    return closed;
  }

  /** By slot: what each shape earns by leaving room to priced sites; empty where nothing does. */
  double[][] bonuses() {
    double[][] bonuses = new double[slots][];
    Map<List<Integer>, double[]> known = new HashMap<>();
    for (int slot = 0; slot < slots; slot++) {
      List<Integer> active = activeIn(slot);
      if (active.isEmpty()) {
        bonuses[slot] = NO_BONUS;
      } else {
        List<Integer> key = new ArrayList<>(active);
        key.add(-1);
        key.addAll(taken.get(slot));
        List<Integer> sites = taken.get(slot);
        bonuses[slot] = known.computeIfAbsent(key, k -> bonus(active, sites));
      }
    }
    return bonuses;
  }

  private List<Integer> activeIn(int slot) {
    List<Integer> active = new ArrayList<>();
    for (int i = 0; i < priced.size(); i++) {
      if (priced.get(i).from() <= slot && slot < priced.get(i).to()) {
        active.add(i);
      }
    }
    return active;
  }

  /** The best sum of prices of sites that fit beside a shape together. */
  private double[] bonus(List<Integer> active, List<Integer> takenSites) {
    double[] best = new double[graph.shapeCount()];
    for (int subset = 1; subset < 1 << active.size(); subset++) {
      List<Integer> sites = new ArrayList<>(takenSites);
      double sum = 0;
      for (int i = 0; i < active.size(); i++) {
        if ((subset >> i & 1) != 0) {
          sites.add(priced.get(active.get(i)).site());
          sum += priced.get(active.get(i)).price();
        }
      }
      boolean[] room = graph.roomFor(sites);
      for (int shape = 0; shape < best.length; shape++) {
        best[shape] = room[shape] ? Math.max(best[shape], sum) : best[shape];
      }
    }
    return best;
  }
}
