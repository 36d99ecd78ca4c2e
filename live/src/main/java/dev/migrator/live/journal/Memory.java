package dev.migrator.live.journal;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.LoopStart;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.predict.Forecaster;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known from a journal: the sum of its entries. Nothing else keeps state between one run of
 * a daemon and the next.
 */
public final class Memory {
  private Optional<Entry.Began> began = Optional.empty();
  private Optional<Plan> plan = Optional.empty();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, Deque<Double>> histories = new LinkedHashMap<>();
  private final TreeSet<String> retrained = new TreeSet<>();
  private final Map<String, Known> instances = new TreeMap<>();
  private long nextSlot;
  private boolean hasRead;

  /** Takes in one more entry. */
  void take(Entry entry) {
    switch (entry) {
      case Entry.Began e -> begin(e);
      case Entry.Joined e -> join(e.member());
      case Entry.Departed e -> leave(e.tenant());
      case Entry.Ticked e -> tick(e.slot());
      case Entry.Readings e -> read(e);
      case Entry.Planned e -> plan = Optional.of(e.plan());
      case Entry.Refused _, Entry.PlannerFailed _ -> {
        // What exists is kept: nothing becomes known by that.
      }
      case Entry.Intended e -> intend(e.step());
      case Entry.Happened e -> happen(e);
    }
  }

  /** The settings with which the loop began last; empty before it did. */
  public Optional<LoopSettings> settings() {
    return began.map(Entry.Began::settings);
  }

  /** How the last planner is made; empty before there was one. */
  public Optional<Recipe> planner() {
    return began.map(Entry.Began::planner);
  }

  /** The last plan that passed its check since the last segment of the journal began. */
  public Optional<Plan> lastPlan() {
    return plan;
  }

  /** The tenants in their fixed order, with their requests until now. */
  public List<Member> members() {
    return members.values().stream().map(this::withHistory).toList();
  }

  /** The instances that exist or are on their way, in order of their ids. */
  public List<Known> instances() {
    return List.copyOf(instances.values());
  }

  /** Those of them of which nobody has noted how it ended. */
  public List<Known> openIntents() {
    return instances.values().stream().filter(Known::isOpen).toList();
  }

  /** The slot that a loop would begin with now. */
  public long nextSlot() {
    return nextSlot;
  }

  /** Where a new loop takes up its work, nobody having watched since. */
  public LoopStart start() {
    return new LoopStart(Math.toIntExact(nextSlot), retrainedInWindow(), false);
  }

  /** Whether there was a slot since the loop, or the segment, began. */
  boolean hasTicked() {
    return began.filter(b -> nextSlot > b.slot()).isPresent();
  }

  /** All of it as an entry. */
  Entry.Began asBegan(Entry.Cause cause, LoopSettings settings, Recipe planner) {
    List<String> names = List.copyOf(retrainedInWindow());
    return new Entry.Began(nextSlot, cause, settings, members(), planner, names, instances());
  }

  private TreeSet<String> retrainedInWindow() {
    return beginsWindow(nextSlot) ? new TreeSet<>() : retrained;
  }

  private void begin(Entry.Began entry) {
    began = Optional.of(entry);
    nextSlot = entry.slot();
    members.clear();
    histories.clear();
    entry.members().forEach(this::join);
    retrained.clear();
    retrained.addAll(entry.retrained());
    instances.clear();
    entry.instances().forEach(known -> instances.put(known.id(), known));
    hasRead = entry.cause() != Entry.Cause.SEGMENT;
  }

  private void join(Member member) {
    members.put(member.name(), member);
    histories.put(member.name(), new ArrayDeque<>(member.before()));
  }

  private void leave(String tenant) {
    members.remove(tenant);
    histories.remove(tenant);
  }

  private void tick(long slot) {
    boolean isFirst = hasRead && began.filter(b -> b.slot() == slot).isPresent();
    nextSlot = slot + 1;
    // A fresh loop does not count what the readings of its first slot say of the one before.
    hasRead = isFirst;
    if (beginsWindow(slot)) {
      retrained.clear();
    }
  }

  private void read(Entry.Readings readings) {
    compare(readings);
    if (!hasRead) {
      readings.tenants().forEach(this::count);
      hasRead = true;
    }
  }

  /** What was to come is seen to be there, what was to go is not seen any more. */
  private void compare(Entry.Readings readings) {
    Map<String, InstanceReading> seen = new HashMap<>();
    readings.instances().forEach(reading -> seen.put(reading.id(), reading));
    instances.values().removeIf(k -> k.phase() == Known.Phase.LEAVING && !seen.containsKey(k.id()));
    instances.replaceAll((id, known) -> seen(known, Optional.ofNullable(seen.get(id))));
  }

  private static Known seen(Known known, Optional<InstanceReading> reading) {
    boolean isThere =
        reading.map(InstanceReading::state).filter(s -> s != InstanceState.CREATING).isPresent();
    return isThere && known.phase() == Known.Phase.CREATING
        ? known.with(Known.Phase.PRESENT)
        : known;
  }

  private void count(TenantReading reading) {
    Deque<Double> history = histories.get(reading.tenant());
    if (history != null) {
      history.addLast((double) reading.last().arrived());
      if (history.size() > Forecaster.HISTORY_SLOTS) {
        history.removeFirst();
      }
    }
  }

  private Member withHistory(Member member) {
    List<Double> history =
        new ArrayList<>(histories.getOrDefault(member.name(), new ArrayDeque<>()));
    return new Member(member.tenant(), member.forecaster(), history);
  }

  private void intend(Step step) {
    switch (step) {
      case Step.Create s ->
          instances.put(
              s.instance(),
              new Known(s.instance(), s.placement(), Optional.empty(), Known.Phase.CREATING));
      case Step.Start s -> instances.computeIfPresent(s.instance(), (_, k) -> k.with(s.task()));
      case Step.Destroy s -> leave(s.instance(), Known.Phase.LEAVING);
      case Step.Swap s -> {
        // Its weights serve; a Destroy always follows, but may not have been written.
        swap(s);
        leave(s.instance(), Known.Phase.LEAVING);
      }
      case Step.Admit _, Step.Withhold _, Step.Checkpoint _, Step.Drain _ -> {
        // Of passing effect: a loop that begins anew routes and drains by what it sees.
      }
    }
  }

  /** One that ends just as a window begins was of the window before, as is one that is late. */
  private void swap(Step.Swap swap) {
    long slot = nextSlot - 1;
    boolean isOfThisWindow =
        began.filter(b -> b.settings().isOfWindow(swap.instance(), slot)).isPresent();
    if (isOfThisWindow && !beginsWindow(slot)) {
      retrained.add(swap.task().tenant());
    }
  }

  private boolean beginsWindow(long slot) {
    return began.filter(b -> slot % b.settings().slotsPerWindow() == 0).isPresent();
  }

  private void leave(String instance, Known.Phase phase) {
    instances.computeIfPresent(instance, (_, known) -> known.with(phase));
  }

  private void happen(Entry.Happened entry) {
    switch (entry.what()) {
      case CREATED ->
          instances.computeIfPresent(
              entry.instance(),
              (_, k) -> k.phase() == Known.Phase.CREATING ? k.with(Known.Phase.PRESENT) : k);
      case NOT_CREATED, DESTROYED, LOST -> instances.remove(entry.instance());
      case NOT_DESTROYED -> {
        // It is still there, and still to go.
      }
    }
  }
}
