package dev.migrator.live.journal;

import dev.migrator.core.control.ControlLoop;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.control.Ports;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Forecaster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides everything in a journal again: a fresh control loop is fed the readings, and its plans
 * and steps are compared with those recorded. How long planning took is not.
 *
 * <p>It begins with the first entry from which the past does not matter: where a loop began, or
 * where a segment begins together with a window. What a planner remembers from one plan to the next
 * is not in a journal, so of those planners that do, only replays from a loop's beginning are
 * exact. Where a planner failed it fails again, without being asked: that it was too late is in no
 * reading. Of the slot in which a loop was killed, what had been recorded must be the beginning of
 * what is decided now.
 */
public final class Replay implements JournalReader.Visitor {
  private final Builders builders;
  private final List<Entry> slotEntries = new ArrayList<>();
  private Optional<ControlLoop> loop = Optional.empty();
  private final Again again = new Again();
  private long slots;
  private long plans;
  private long steps;
  private Optional<Verdict.Difference> difference = Optional.empty();

  /** With those planners and forecasters. */
  public Replay(Builders builders) {
    this.builders = builders;
  }

  /**
   * Replays a journal.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if the builders know a planner or forecaster not
   */
  public static Verdict of(JournalReader reader, Builders builders) throws IOException {
    Replay replay = new Replay(builders);
    reader.read(replay);
    return replay.verdict();
  }

  /** Takes in the next entry. */
  @Override
  public void entry(Entry entry) {
    if (difference.isPresent()) {
      return;
    }
    switch (entry) {
      case Entry.Began began -> begin(began);
      case Entry.Joined joined -> afterSlot(() -> join(joined.member()));
      case Entry.Departed departed -> afterSlot(() -> leave(departed.tenant()));
      case Entry.Ticked ticked -> afterSlot(() -> slotEntries.add(ticked));
      case Entry.Readings _,
          Entry.Planned _,
          Entry.Refused _,
          Entry.PlannerFailed _,
          Entry.Intended _ ->
          slotEntries.add(entry);
      case Entry.Happened _ -> {
        // What it led to is in the readings.
      }
    }
  }

  /** What came of it; the last slot need not be complete. */
  public Verdict verdict() {
    runSlot(false);
    return new Verdict(slots, plans, steps, difference);
  }

  private void begin(Entry.Began began) {
    boolean goesOn = began.cause() == Entry.Cause.SEGMENT && loop.isPresent();
    runSlot(goesOn);
    if (goesOn || (began.cause() == Entry.Cause.SEGMENT && !began.isWindowBegin())) {
      return;
    }
    Ports ports = new Ports(again, again, again, () -> 0);
    loop =
        Optional.of(
            RecordedLoop.loop(
                began,
                ports,
                new FailingBuilders(builders, again),
                PlanAttempt.PATIENT,
                (call, why) -> {
                  // If it was recorded it is expected; if not, what follows differs.
                }));
  }

  private void afterSlot(Runnable next) {
    runSlot(true);
    next.run();
  }

  private void join(Member member) {
    loop.ifPresent(
        l -> l.join(member.tenant(), builders.forecaster(member.forecaster()), member.history()));
  }

  private void leave(String tenant) {
    loop.ifPresent(l -> l.leave(tenant));
  }

  /** Decides on the slot whose entries have been gathered. */
  private void runSlot(boolean isComplete) {
    // Steps before the first slot are recovery's.
    boolean isSlot = !slotEntries.isEmpty() && slotEntries.getFirst() instanceof Entry.Ticked;
    if (loop.isPresent() && isSlot && difference.isEmpty()) {
      again.prepare(slotEntries);
      try {
        loop.get().tick();
      } catch (Again.NoMoreReadings e) {
        // Decided below: a slot that was complete has all its readings.
      }
      compare(slotEntries.getFirst().slot(), isComplete);
      slots++;
    }
    slotEntries.clear();
  }

  private void compare(long slot, boolean isComplete) {
    List<Entry> recorded = slotEntries.stream().filter(Replay::isDecision).toList();
    List<Entry> now = again.decisions();
    int most = isComplete ? Math.max(recorded.size(), now.size()) : recorded.size();
    for (int i = 0; i < most && difference.isEmpty(); i++) {
      compare(slot, nth(recorded, i), nth(now, i));
    }
  }

  private void compare(long slot, Optional<Entry> recorded, Optional<Entry> now) {
    if (!recorded.equals(now)) {
      String was = Shown.of(recorded, now);
      difference = Optional.of(new Verdict.Difference(slot, was, Shown.of(now, recorded)));
    }
    recorded.ifPresent(this::count);
  }

  private void count(Entry decision) {
    if (decision instanceof Entry.Intended) {
      steps++;
    } else if (!(decision instanceof Entry.PlannerFailed)) {
      plans++;
    }
  }

  private static boolean isDecision(Entry entry) {
    return switch (entry) {
      case Entry.Planned _, Entry.Refused _, Entry.Intended _ -> true;
      case Entry.Began _,
          Entry.Joined _,
          Entry.Departed _,
          Entry.Ticked _,
          Entry.Readings _,
          Entry.PlannerFailed _,
          Entry.Happened _ ->
          false;
    };
  }

  private static Optional<Entry> nth(List<Entry> entries, int i) {
    return i < entries.size() ? Optional.of(entries.get(i)) : Optional.empty();
  }

  /** Makes planners that fail where they did. */
  private record FailingBuilders(Builders builders, Again again) implements Builders {
    @Override
    public Planner planner(Recipe recipe, LoopSettings settings, List<Tenant> tenants) {
      return new Failing(builders.planner(recipe, settings, tenants), again);
    }

    @Override
    public Forecaster forecaster(String name) {
      return builders.forecaster(name);
    }
  }
}
