package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The best plan for given retrainings, set-ups overlapping in any way; for small problems.
 *
 * <p><b>Algorithm.</b> Slot by slot, every combination of placed instances with the slots that each
 * still needs until it is ready. What it has earned plus the most it can still earn, by {@link
 * OccupancyBound}, must exceed the best plan known, or it is dropped. An instance is removed only
 * when something takes its slices: keeping it costs nothing before.
 *
 * <p><b>Worked example.</b> Two sites, R = 3: the first is set up at slot 0, the second at slot 1.
 * After slot 1 the combination is (2 left, 2 left) or (1 left, 2 left); the other searches know
 * only sets that become ready together.
 */
final class AgedSearch {
  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Timeline timeline;
  private final double[][] toGo;
  private final boolean[][] room;
  private final int sites;
  private final double[][] capacity;
  private long labels;

  /**
   * @param graph over placements
   * @param timeline without priced sites
   * @param toGo by slot and state: a bound on what can be earned from there, set-ups paid
   */
  AgedSearch(PlanningProblem problem, StateGraph graph, Timeline timeline, double[][] toGo) {
    this.problem = problem;
    this.graph = graph;
    this.timeline = timeline;
    this.toGo = toGo;
    this.room = timeline.room();
    this.sites = graph.siteCount();
    this.capacity = new double[problem.tenants().size()][sites];
    for (int tenant = 0; tenant < capacity.length; tenant++) {
      for (int site = 0; site < sites; site++) {
        capacity[tenant][site] = problem.tenants().get(tenant).capacityOf(graph.profileOf(site));
      }
    }
  }

  /**
   * What was found.
   *
   * @param instances a plan better than the one known, if there is one
   * @param complete whether nothing was left out
   * @param labels how many combinations were looked at
   */
  record Answer(Optional<List<PlannedInstance>> instances, boolean complete, long labels) {}

  /** By site its tenant or -1, and the slots until it is ready. */
  private record Label(int[] tenant, int[] left, double earned, int slot, @Nullable Label before) {
    String key() {
      return Arrays.toString(tenant) + Arrays.toString(left);
    }
  }

  /** The best plan, if it is better than what is known. */
  Answer best(List<Block> blocks, double known, long mostLabels) {
    Map<String, Label> layer = new LinkedHashMap<>();
    Label beginning = beginning();
    layer.put(beginning.key(), beginning);
    for (int slot = 0; slot < problem.slots() && labels < mostLabels; slot++) {
      Map<String, Label> next = new LinkedHashMap<>();
      for (Label label : layer.values()) {
        new Step(label, slot, known - timeline.constant, next).run();
      }
      layer = next;
    }
    boolean complete = labels < mostLabels;
    return new Answer(
        complete ? bestOf(layer).flatMap(label -> instances(label, blocks)) : Optional.empty(),
        complete,
        labels);
  }

  private Label beginning() {
    int[] tenant = new int[sites];
    int[] left = new int[sites];
    Arrays.fill(tenant, -1);
    for (Inherited instance : problem.inherited()) {
      if (instance instanceof Inherited.Serving serving) {
        int site = graph.siteOf(serving.placement());
        int index = problem.tenants().indexOf(problem.tenant(serving.task().tenant()));
        boolean serves = capacity[index][site] > 0;
        tenant[site] = serves ? index : -1;
        left[site] = serves ? serving.readyAt() : 0;
      }
    }
    return new Label(tenant, left, 0, -1, null);
  }

  private static Optional<Label> bestOf(Map<String, Label> layer) {
    Label best = null;
    for (Label label : layer.values()) {
      best = best == null || label.earned() > best.earned() ? label : best;
    }
    return Optional.ofNullable(best);
  }

  private final class Step {
    private final Label label;
    private final int slot;
    private final double known;
    private final Map<String, Label> next;
    private final int[] tenant;
    private final int[] left;

    Step(Label label, int slot, double known, Map<String, Label> next) {
      this.label = label;
      this.slot = slot;
      this.known = known;
      this.next = next;
      this.tenant = label.tenant().clone();
      this.left = label.left().clone();
    }

    void run() {
      choose(0, 0);
    }

    /** For each site in turn: leave it, give it up where it is inherited and pending, or add. */
    private void choose(int site, int added) {
      if (site == sites) {
        finish(added);
        return;
      }
      choose(site + 1, added);
      if (slot == 0 && left[site] > 0 && tenant[site] >= 0 && label.left()[site] > 0) {
        without(site, added);
      }
      for (int who = 0; who < capacity.length; who++) {
        addTo(site, who, added);
      }
    }

    private void without(int site, int added) {
      int who = tenant[site];
      int rest = left[site];
      tenant[site] = -1;
      left[site] = 0;
      choose(site + 1, added);
      tenant[site] = who;
      left[site] = rest;
    }

    private void addTo(int site, int who, int added) {
      int setup = problem.setupSlots(graph.profileOf(site));
      boolean useful = capacity[who][site] > 0 && slot + setup < problem.slots();
      if (!useful || tenant[site] == who || !roomAt(site)) {
        return;
      }
      int[] tenantBefore = tenant.clone();
      int[] leftBefore = left.clone();
      clear(site);
      tenant[site] = who;
      left[site] = setup;
      choose(site + 1, added + 1);
      System.arraycopy(tenantBefore, 0, tenant, 0, sites);
      System.arraycopy(leftBefore, 0, left, 0, sites);
    }

    /** Whether nothing that is being set up lies there, or was added in this slot. */
    private boolean roomAt(int site) {
      for (int other = 0; other < sites; other++) {
        if (tenant[other] >= 0 && left[other] > 0 && overlap(site, other)) {
          return slot == 0 && label.left()[other] == left[other] && label.tenant()[other] >= 0;
        }
      }
      return true;
    }

    private void clear(int site) {
      for (int other = 0; other < sites; other++) {
        if (tenant[other] >= 0 && overlap(site, other)) {
          tenant[other] = -1;
          left[other] = 0;
        }
      }
    }

    private boolean overlap(int site, int other) {
      return graph.placementOf(site).overlaps(graph.placementOf(other));
    }

    private void finish(int added) {
      int[] who = tenant.clone();
      int[] rest = left.clone();
      int state = state(who);
      if (state < 0 || !room[slot][graph.shape[state]]) {
        state = yieldToBlocks(who, rest);
      }
      if (state < 0) {
        return;
      }
      labels++;
      double earned = label.earned() + earns(who, rest, slot) - problem.setupPenalty() * added;
      for (int site = 0; site < sites; site++) {
        rest[site] = Math.max(0, rest[site] - 1);
      }
      double most = earned + toGo[slot + 1][state] - setUpsToCome(who, rest);
      if (most > known + 1e-9 * Math.abs(known)) {
        keep(new Label(who, rest, earned, slot, label));
      }
    }

    private void keep(Label better) {
      next.merge(better.key(), better, (old, now) -> now.earned() > old.earned() ? now : old);
    }

    /** Removes ready instances where a retraining needs their slices; -1 if that is not enough. */
    private int yieldToBlocks(int[] who, int[] rest) {
      for (int site = 0; site < sites; site++) {
        if (who[site] >= 0 && !roomAlone(site)) {
          if (rest[site] > 0) {
            return -1;
          }
          who[site] = -1;
        }
      }
      int state = state(who);
      return state >= 0 && room[slot][graph.shape[state]] ? state : -1;
    }

    private boolean roomAlone(int site) {
      int[] alone = new int[sites];
      Arrays.fill(alone, -1);
      alone[site] = tenant[site];
      int state = state(alone);
      return state >= 0 && room[slot][graph.shape[state]];
    }

    /** What the instances that are still being set up will miss, beside those there now. */
    private double setUpsToCome(int[] who, int[] rest) {
      double missed = 0;
      int longest = Arrays.stream(rest).max().orElse(0);
      int[] ready = new int[sites];
      for (int ahead = 0; ahead < longest && slot + 1 + ahead < problem.slots(); ahead++) {
        int[] leftThen = new int[sites];
        for (int site = 0; site < sites; site++) {
          leftThen[site] = Math.max(0, rest[site] - ahead);
        }
        missed +=
            preInitialized(who, ready, slot + 1 + ahead)
                - preInitialized(who, leftThen, slot + 1 + ahead);
      }
      return missed;
    }
  }

  private int state(int[] who) {
    int count = (int) Arrays.stream(who).filter(t -> t >= 0).count();
    int[] kinds = new int[count];
    int next = 0;
    for (int site = 0; site < sites; site++) {
      if (who[site] >= 0) {
        kinds[next++] = graph.kindOf(who[site], site);
      }
    }
    return graph.stateOf(kinds);
  }

  private double earns(int[] who, int[] left, int slot) {
    if (problem.preInitialization()) {
      return preInitialized(who, left, slot);
    }
    int[] heard = who.clone();
    for (int site = 0; site < sites; site++) {
      if (who[site] >= 0 && left[site] > 0) {
        for (int other = 0; other < sites; other++) {
          heard[other] = who[other] == who[site] ? -1 : heard[other];
        }
      }
    }
    return preInitialized(heard, left, slot);
  }

  private double preInitialized(int[] who, int[] left, int slot) {
    double sum = 0;
    for (int tenant = 0; tenant < capacity.length; tenant++) {
      double total = 0;
      for (int site = 0; site < sites; site++) {
        total += who[site] == tenant && left[site] == 0 ? capacity[tenant][site] : 0;
      }
      TenantOutlook outlook = problem.tenants().get(tenant);
      sum += timeline.worth[tenant][slot] * outlook.demand().served(slot, total);
    }
    return sum;
  }

  private Optional<List<PlannedInstance>> instances(Label last, List<Block> blocks) {
    List<Walk.Move> moves = new ArrayList<>();
    for (Label label = last; label != null && label.slot() >= 0; label = label.before()) {
      moves.addFirst(new Walk.Move(label.slot(), state(label.tenant())));
    }
    return new Placing(problem, graph, blocks).instances(new Walk(last.earned(), moves));
  }
}
