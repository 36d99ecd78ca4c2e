package dev.migrator.core.plan.state;

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
 */
public final class Timeline {
  private final StateGraph graph;
  private final int slots;

  private final double[][] worth;
  private double constant;

  private final List<List<Integer>> taken = new ArrayList<>();

  /** Nothing is taken, and nobody is retrained. */
  public Timeline(StateGraph graph, List<TenantOutlook> tenants, int slots) {
    this(graph, slots, new double[tenants.size()][slots], 0);
    for (int tenant = 0; tenant < tenants.size(); tenant++) {
      TenantOutlook outlook = tenants.get(tenant);
      Arrays.fill(worth[tenant], outlook.weight() * outlook.accuracy());
    }
  }

  private Timeline(StateGraph graph, int slots, double[][] worth, double constant) {
    this.graph = graph;
    this.slots = slots;
    this.worth = worth;
    this.constant = constant;
    for (int slot = 0; slot < slots; slot++) {
      taken.add(new ArrayList<>());
    }
  }

  /** The same worth over the states of another graph, with nothing taken. */
  public Timeline over(StateGraph other) {
    return new Timeline(other, slots, worth, constant);
  }

  /** By tenant and slot: what a timely answer is worth; not to be changed. */
  public double[][] worth() {
    return worth;
  }

  /** What is earned whatever inference does. */
  public double constant() {
    return constant;
  }

  /** So much more is earned whatever inference does. */
  public void earns(double more) {
    constant += more;
  }

  /** A site is taken in these slots. */
  public void take(int site, int from, int to) {
    for (int slot = Math.max(0, from); slot < Math.min(to, slots); slot++) {
      taken.get(slot).add(site);
    }
  }

  /** From this slot on a timely answer of the tenant is worth this. */
  public void worthFrom(int tenant, int slot, double value) {
    if (slot < slots) {
      Arrays.fill(worth[tenant], Math.max(0, slot), slots, value);
    }
  }

  /**
   * Puts a price on what is missing to a tenant's floor, once all else is set: each request that is
   * served earns it, and the requests that the floor asks for cost it.
   */
  void priceFloor(int tenant, TenantOutlook outlook, double price) {
    for (int slot = 0; slot < slots; slot++) {
      worth[tenant][slot] += price;
    }
    constant -= price * outlook.floor() * outlook.demand().total();
  }

  /** By slot: whether a site can be taken besides. */
  public boolean[] isFree(int site) {
    Map<List<Integer>, Boolean> known = new HashMap<>();
    boolean[] free = new boolean[slots];
    for (int slot = 0; slot < slots; slot++) {
      List<Integer> sites = new ArrayList<>(taken.get(slot));
      sites.add(site);
      Collections.sort(sites);
      free[slot] = known.computeIfAbsent(sites, graph::isLegal);
    }
    return free;
  }

  /** By slot: which shapes leave the taken sites free. Slots with the same sites share an array. */
  public boolean[][] room() {
    Map<List<Integer>, boolean[]> known = new HashMap<>();
    boolean[][] room = new boolean[slots][];
    for (int slot = 0; slot < slots; slot++) {
      List<Integer> sites = taken.get(slot);
      Collections.sort(sites);
      room[slot] = known.computeIfAbsent(sites, graph::roomFor);
    }
    return room;
  }
}
