package dev.migrator.core.plan.state;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds places for a walk through counts, such that what is kept stays where it is.
 *
 * <p><b>Goal.</b> A plan that earns what the walk earns. <b>Constraints.</b> Instances cannot move;
 * retrainings stay where they began. <b>Algorithm.</b> From change to change, keep every placed
 * layout that can be reached without a move, up to a bound on their number. If that comes to an
 * end, {@link Moving} finds the layouts that cost least; a moved instance is set up anew, and the
 * plan earns less than the walk.
 *
 * <p><b>Worked example.</b> Three 1g for one tenant become one 3g and one 1g. If the 1g lie at 0, 1
 * and 6, the one at 6 is kept and the 3g goes to 0; had they been placed at 0, 2 and 4, a 3g at 0
 * would find 4 taken by the kept one only if that were in its half. All placements are tried, so
 * the first is found.
 */
public final class Placing {
  private static final int MOST_LAYOUTS = 1_500;
  static final int NOBODY = -1;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final List<Placement> placements;
  private final List<Block> blocks;

  /** Beside these retrainings. */
  public Placing(PlanningProblem problem, StateGraph graph, List<Block> blocks) {
    this.problem = problem;
    this.graph = graph;
    this.placements = problem.placements();
    this.blocks = blocks;
  }

  /**
   * Who is on which placement: by placement a kind, or the number of kinds plus a block.
   *
   * @param cost what moves have cost so far
   */
  record Placed(int[] label, @Nullable Placed before, int slot, double cost) {
    String key() {
      return Arrays.toString(label);
    }
  }

  /** The plan's instances for a walk; empty if there is no place for one of the retrainings. */
  public Optional<List<PlannedInstance>> instances(Walk walk) {
    List<Placed> layer = List.of(inherited());
    for (int slot : changes(walk)) {
      layer = after(layer, slot, stateIn(walk, slot));
      if (layer.isEmpty()) {
        return moved(walk);
      }
    }
    return Optional.of(instances(layer.getFirst()));
  }

  private Optional<List<PlannedInstance>> moved(Walk walk) {
    Moving moving = new Moving(problem, graph, this, inherited());
    for (int slot : changes(walk)) {
      if (!moving.to(slot, wanted(slot, stateIn(walk, slot)))) {
        return Optional.empty();
      }
    }
    return Optional.of(instances(moving.cheapest()));
  }

  private Placed inherited() {
    int[] label = new int[placements.size()];
    Arrays.fill(label, NOBODY);
    for (Inherited instance : problem.inherited()) {
      if (instance instanceof Inherited.Serving serving) {
        int tenant = tenantIndex(serving.task().tenant());
        int site = graph.siteOf(serving.placement());
        label[placements.indexOf(serving.placement())] = graph.kindOf(tenant, site);
      }
    }
    for (int b = 0; b < blocks.size(); b++) {
      Placement running = blocks.get(b).running().orElse(null);
      if (running != null) {
        label[placements.indexOf(running)] = blockLabel(b);
      }
    }
    return new Placed(label, null, -1, 0);
  }

  private int tenantIndex(String name) {
    return problem.tenants().indexOf(problem.tenant(name));
  }

  private int blockLabel(int block) {
    return graph.allKinds().size() + block;
  }

  private TreeSet<Integer> changes(Walk walk) {
    TreeSet<Integer> slots = new TreeSet<>();
    slots.add(0);
    walk.moves().forEach(move -> slots.add(move.slot()));
    for (Block block : blocks) {
      slots.add(block.from());
      slots.add(block.to());
    }
    slots.removeIf(slot -> slot >= problem.slots());
    return slots;
  }

  private static int stateIn(Walk walk, int slot) {
    int state = walk.moves().getFirst().state();
    for (Walk.Move move : walk.moves()) {
      state = move.slot() <= slot ? move.state() : state;
    }
    return state;
  }

  private List<Placed> after(List<Placed> layer, int slot, int state) {
    int[] wanted = wanted(slot, state);
    Map<String, Placed> next = new LinkedHashMap<>();
    for (Placed placed : layer) {
      if (next.size() >= MOST_LAYOUTS) {
        break;
      }
      new Step(placed, slot, wanted, next).keepAll();
    }
    return List.copyOf(next.values());
  }

  /** By label: how many are wanted. */
  private int[] wanted(int slot, int state) {
    int[] wanted = new int[graph.allKinds().size() + blocks.size()];
    for (int kind : graph.kindsOf(state)) {
      wanted[kind]++;
    }
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      wanted[blockLabel(b)] = block.from() <= slot && slot < block.to() ? 1 : 0;
    }
    return wanted;
  }

  boolean isBlock(int label) {
    return label >= graph.allKinds().size();
  }

  int siteOf(int label) {
    return isBlock(label)
        ? blocks.get(label - graph.allKinds().size()).site()
        : graph.allKinds().get(label).site();
  }

  /** The placements on which a label may be put. */
  boolean mayBeOn(int label, int placement) {
    return graph.siteOf(placements.get(placement)) == siteOf(label);
  }

  /** From one placed layout to those that have what is wanted. */
  private final class Step {
    private final Placed from;
    private final int slot;
    private final int[] wanted;
    private final Map<String, Placed> found;

    Step(Placed from, int slot, int[] wanted, Map<String, Placed> found) {
      this.from = from;
      this.slot = slot;
      this.wanted = wanted;
      this.found = found;
    }

    /** All layouts in which everything that is kept stays. */
    void keepAll() {
      removeSurplus(from.label().clone(), 0);
    }

    private void removeSurplus(int[] label, int first) {
      int surplus = firstSurplus(label);
      if (surplus == NOBODY) {
        add(label, missing(label), 0, 0);
        return;
      }
      for (int p = first; p < label.length && found.size() < MOST_LAYOUTS; p++) {
        if (label[p] == surplus) {
          label[p] = NOBODY;
          removeSurplus(label, hasSurplus(label, surplus) ? p + 1 : 0);
          label[p] = surplus;
        }
      }
    }

    private int firstSurplus(int[] label) {
      for (int present : label) {
        if (present != NOBODY && hasSurplus(label, present)) {
          return present;
        }
      }
      return NOBODY;
    }

    private boolean hasSurplus(int[] label, int which) {
      return count(label, which) > wanted[which];
    }

    private static int count(int[] label, int which) {
      int count = 0;
      for (int present : label) {
        count += present == which ? 1 : 0;
      }
      return count;
    }

    /** Labels to be added, largest profile first. */
    private List<Integer> missing(int[] label) {
      List<Integer> missing = new ArrayList<>();
      for (int which = 0; which < wanted.length; which++) {
        for (int i = count(label, which); i < wanted[which]; i++) {
          missing.add(which);
        }
      }
      missing.sort(Comparator.comparingInt(which -> -sizeOf(which)));
      return missing;
    }

    private void add(int[] label, List<Integer> missing, int next, int first) {
      if (next == missing.size()) {
        Placed placed = new Placed(label.clone(), from, slot, 0);
        found.putIfAbsent(placed.key(), placed);
        return;
      }
      int which = missing.get(next);
      for (int p = first; p < label.length && found.size() < MOST_LAYOUTS; p++) {
        if (label[p] == NOBODY && mayBeOn(which, p) && isFree(label, p)) {
          label[p] = which;
          boolean same = next + 1 < missing.size() && missing.get(next + 1) == which;
          add(label, missing, next + 1, same ? p + 1 : 0);
          label[p] = NOBODY;
        }
      }
    }

    private boolean isFree(int[] label, int placement) {
      for (int p = 0; p < label.length; p++) {
        if (label[p] != NOBODY && placements.get(p).overlaps(placements.get(placement))) {
          return false;
        }
      }
      return true;
    }
  }

  int sizeOf(int which) {
    return graph.profileOf(siteOf(which)).memorySlices();
  }

  private List<PlannedInstance> instances(Placed last) {
    List<Placed> line = new ArrayList<>();
    for (Placed placed = last; placed != null; placed = placed.before()) {
      line.addFirst(placed);
    }
    List<PlannedInstance> instances = new ArrayList<>();
    for (int p = 0; p < placements.size(); p++) {
      addInstancesOn(p, line, instances);
    }
    return instances;
  }

  private void addInstancesOn(int p, List<Placed> line, List<PlannedInstance> instances) {
    for (int i = 0; i < line.size(); i++) {
      int which = line.get(i).label()[p];
      boolean begins = which != NOBODY && (i == 0 || line.get(i - 1).label()[p] != which);
      if (begins) {
        int end = i;
        while (end < line.size() && line.get(end).label()[p] == which) {
          end++;
        }
        int to = end < line.size() ? line.get(end).slot() : problem.slots();
        instance(p, which, line.get(i).slot(), to, instances);
      }
    }
  }

  private void instance(int p, int which, int from, int to, List<PlannedInstance> instances) {
    Placement placement = placements.get(p);
    boolean isInherited = from < 0;
    if (isBlock(which)) {
      Block block = blocks.get(which - graph.allKinds().size());
      instances.add(
          new PlannedInstance(
              placement, block.task(), block.from(), block.ready(), block.to(), isInherited));
      return;
    }
    String tenant = problem.tenants().get(graph.allKinds().get(which).tenant()).name();
    int ready = isInherited ? readyAt(placement) : from + setup(placement.profile());
    if (ready < to) {
      instances.add(
          new PlannedInstance(
              placement, new Task.Infer(tenant), Math.max(0, from), ready, to, isInherited));
    }
  }

  private int setup(Profile profile) {
    return problem.setupSlots(profile);
  }

  private int readyAt(Placement placement) {
    return problem.inherited().stream()
        .map(instance -> instance instanceof Inherited.Serving s ? s : null)
        .filter(Objects::nonNull)
        .filter(serving -> serving.placement().equals(placement))
        .mapToInt(Inherited.Serving::readyAt)
        .findFirst()
        .orElse(0);
  }
}
