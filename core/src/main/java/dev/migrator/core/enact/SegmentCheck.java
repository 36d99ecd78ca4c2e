package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Checks one tenant's retraining where retrainings may be paused: its segments follow each other,
 * each reads and writes its checkpoint, and together they do the work, no less and no more.
 */
record SegmentCheck(
    PlanningProblem problem,
    Pausing pausing,
    TenantOutlook tenant,
    Optional<Inherited.Retraining> running,
    Violations violations) {
  private static final double ROUNDING = 1e-9;

  /** Checks what a plan has of the tenant's retraining. */
  void check(List<PlannedInstance> own) {
    List<PlannedInstance> segments =
        own.stream().sorted(Comparator.comparingInt(PlannedInstance::from)).toList();
    boolean goesOn =
        running.isPresent()
            && segments.size() == 1
            && segments.getFirst().inherited()
            && segments.getFirst().to() == running.get().endsAt();
    if (!segments.isEmpty() && !goesOn) {
      checkSegments(segments);
    }
  }

  private void checkSegments(List<PlannedInstance> segments) {
    expect(
        segments.size() <= Pausing.MOST_SEGMENTS,
        "segments",
        segments.size(),
        "at most " + Pausing.MOST_SEGMENTS);
    expect(
        segments.stream().map(PlannedInstance::task).distinct().count() == 1,
        "retrainings",
        segments.stream().map(PlannedInstance::task).distinct().toList(),
        "one");
    checkOrder(segments);
    boolean mayBePaused = running.isEmpty() || problem.rest(running.get()).isPresent();
    expect(mayBePaused, "retraining that runs", "given up or not alone", "to go on until it ends");
    option(segments.getFirst())
        .filter(_ -> mayBePaused)
        .ifPresent(option -> checkWork(segments, option));
  }

  private void checkOrder(List<PlannedInstance> segments) {
    for (int i = 1; i < segments.size(); i++) {
      PlannedInstance before = segments.get(i - 1);
      violations.expect(
          before.to() <= segments.get(i).from(),
          Violations.describe(segments.get(i)),
          "from",
          segments.get(i).from(),
          "at least %d, the end of the segment before it".formatted(before.to()));
    }
  }

  private Optional<RetrainingOption> option(PlannedInstance segment) {
    String choice = ((Task.Retrain) segment.task()).choice();
    Optional<RetrainingOption> option =
        tenant.options().stream().filter(o -> o.name().equals(choice)).findFirst();
    violations.expect(
        option.isPresent(),
        Violations.describe(segment),
        "choice",
        choice,
        "one of " + tenant.options().stream().map(RetrainingOption::name).toList());
    return option;
  }

  private void checkWork(List<PlannedInstance> segments, RetrainingOption option) {
    double work = 0;
    double lastSlot = 0;
    for (int i = 0; i < segments.size(); i++) {
      PlannedInstance segment = segments.get(i);
      int slots = option.slots().getOrDefault(segment.placement().profile(), 0);
      violations.expect(
          slots > 0,
          Violations.describe(segment),
          "profile",
          segment.placement().profile(),
          "one that can run " + option.name());
      if (slots == 0) {
        return;
      }
      checkSetUp(segment, i > 0 || option.resumes());
      boolean isLast = i + 1 == segments.size();
      work += (double) trained(segment, isLast) / slots;
      lastSlot = 1.0 / slots;
    }
    checkEnd(segments.getLast(), work, lastSlot);
  }

  private void checkSetUp(PlannedInstance segment, boolean reads) {
    int setUp = problem.setupSlots(segment.placement().profile());
    int restore = reads ? pausing.restoreSlots() : 0;
    violations.expect(
        segment.inherited() || segment.ready() - segment.from() == setUp + restore,
        Violations.describe(segment),
        "ready - from",
        segment.ready() - segment.from(),
        "the profile's set-up of %d slots and %d to read the checkpoint".formatted(setUp, restore));
  }

  /** Slots in which a segment trains. */
  private int trained(PlannedInstance segment, boolean isLast) {
    boolean inherited = segment.inherited() && running.isPresent();
    int from = inherited ? running.get().trainsFrom() : segment.ready();
    int to = isLast ? segment.to() : segment.to() - pausing.saveSlots();
    int least = inherited && !isLast ? 0 : 1;
    violations.expect(
        to - from >= least,
        Violations.describe(segment),
        "slots of training",
        to - from,
        "at least " + least);
    return to - from;
  }

  private void checkEnd(PlannedInstance last, double work, double lastSlot) {
    expect(work >= 1 - ROUNDING, "work of its retraining's segments", work, "at least 1");
    expect(
        work - lastSlot < 1 - ROUNDING,
        "work of its retraining's segments but for the last slot",
        work - lastSlot,
        "less than 1, for the last segment is no longer than needed");
    violations.expect(
        last.to() <= problem.rules().retrainBy(),
        Violations.describe(last),
        "to",
        last.to(),
        "at most " + problem.rules().retrainBy() + ", by which retrainings must have ended");
  }

  private void expect(boolean holds, String what, Object value, Object expected) {
    violations.expect(holds, tenant.name(), what, value, expected);
  }
}
