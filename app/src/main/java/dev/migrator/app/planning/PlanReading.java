package dev.migrator.app.planning;

import dev.migrator.app.planning.PlanAnswer.Instance;
import dev.migrator.app.planning.PlanAnswer.Retraining;
import dev.migrator.app.planning.PlanAnswer.Segment;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan from its answer: the instances as they stand in the segments, the retrainings' choices and
 * ends as they stand in their list.
 */
public final class PlanReading {
  private static final String INFER = "infer";
  private static final String RETRAIN = "retrain";
  private static final List<String> STATES = List.of("creating", "starting", "ready", "draining");

  private final String file;
  private final PlanAnswer answer;
  private final PlanningProblem problem;
  private final List<PlannedInstance> instances = new ArrayList<>();

  private PlanReading(String file, PlanAnswer answer, PlanningProblem problem) {
    this.file = file;
    this.answer = answer;
    this.problem = problem;
  }

  /**
   * The plan; its value is counted anew, for it may have been edited.
   *
   * @param file its name, for errors
   * @throws UsageException if the answer contradicts itself or names what the problem does not know
   */
  public static Plan plan(String file, PlanAnswer answer, PlanningProblem problem) {
    PlanReading reading = new PlanReading(file, answer, problem);
    reading.read();
    List<PlannedInstance> instances = reading.instances;
    double value = PlanCheck.value(problem, instances);
    return new Plan(answer.planner(), reading.slots(), instances, value, answer.bound());
  }

  /** An instance that still goes on. */
  private static final class Open {
    private final Instance first;
    private final int from;
    private final String where;
    private int ready = -1;
    private int to;

    private Open(Instance first, int from, String where) {
      this.first = first;
      this.from = from;
      this.where = where;
    }

    private boolean isReady() {
      return ready >= 0;
    }
  }

  private int slots() {
    return answer.segments().isEmpty() ? 0 : answer.segments().getLast().to();
  }

  private void read() {
    Map<String, Open> open = new LinkedHashMap<>();
    int at = 0;
    for (int i = 0; i < answer.segments().size(); i++) {
      String where = "segments[%d]".formatted(i);
      Segment segment = answer.segments().get(i);
      if (segment.from() != at || segment.to() <= at) {
        throw wrong(where, "from, to", segment.from() + ", " + segment.to(), "from " + at + " on");
      }
      at = segment.to();
      open = after(open, segment, where);
    }
    open.values().forEach(this::close);
    requireAllRetrainings();
  }

  /** What is there in a segment; closes what has ended before it. */
  private Map<String, Open> after(Map<String, Open> open, Segment segment, String where) {
    Map<String, Open> next = new LinkedHashMap<>();
    for (int k = 0; k < segment.instances().size(); k++) {
      Instance instance = segment.instances().get(k);
      Open now = at(open, instance, segment, "%s.instances[%d]".formatted(where, k));
      if (open.get(key(instance)) == now) {
        open.remove(key(instance));
      }
      next.put(key(instance), now);
    }
    open.values().forEach(this::close);
    return next;
  }

  private static String key(Instance i) {
    return "%d %s %d %s %s".formatted(i.gpu(), i.profile(), i.start(), i.task(), i.tenant());
  }

  /** The instance up to that segment's end: one that goes on, or a new one. */
  private Open at(Map<String, Open> open, Instance instance, Segment segment, String where) {
    if (!STATES.contains(instance.state())) {
      throw wrong(where, "state", instance.state(), "one of " + STATES);
    }
    boolean isReady = STATES.indexOf(instance.state()) >= STATES.indexOf("ready");
    Open before = open.get(key(instance));
    Open now =
        before == null || before.isReady() && !isReady
            ? new Open(instance, segment.from(), where)
            : before;
    if (isReady && !now.isReady()) {
      now.ready = segment.from();
    }
    now.to = segment.to();
    return now;
  }

  private void close(Open open) {
    Placement placement = placement(open);
    Task task = task(open);
    Optional<Inherited> inherited = inherited(open, placement, task);
    int ready =
        open.isReady()
            ? open.ready
            : inherited
                .map(i -> i instanceof Inherited.Serving s ? s.readyAt() : 0)
                .orElse(open.from + problem.setupSlots(placement.profile()));
    instances.add(
        new PlannedInstance(
            placement, task, open.from, ready, end(open, task), inherited.isPresent()));
  }

  private Placement placement(Open open) {
    Instance i = open.first;
    return problem.placements().stream()
        .filter(p -> p.gpu() == i.gpu() && p.start() == i.start())
        .filter(p -> p.profile().name().equals(i.profile()))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    open.where,
                    "gpu, profile, start",
                    "%d, %s, %d".formatted(i.gpu(), i.profile(), i.start()),
                    "a placement of " + problem.profiles().stream().map(Profile::name).toList()));
  }

  private Task task(Open open) {
    Instance i = open.first;
    if (problem.tenants().stream().noneMatch(t -> t.name().equals(i.tenant()))) {
      throw wrong(
          open.where,
          "tenant",
          i.tenant(),
          "one of " + problem.tenants().stream().map(t -> t.name()).toList());
    }
    return switch (i.task()) {
      case INFER -> new Task.Infer(i.tenant());
      case RETRAIN -> new Task.Retrain(i.tenant(), retraining(open).choice());
      default -> throw wrong(open.where, "task", i.task(), "infer or retrain");
    };
  }

  private Retraining retraining(Open open) {
    Instance i = open.first;
    return answer.retrainings().stream()
        .filter(r -> r.tenant().equals(i.tenant()) && r.gpu() == i.gpu())
        .filter(r -> r.profile().equals(i.profile()) && r.start() == i.start())
        .filter(r -> r.from() == open.from)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "%s: %s is a retraining from slot %d that `retrainings` has not; expected it there, too."
                        .formatted(file, open.where, open.from)));
  }

  /** A retraining may outlive the window; segments do not show how long. */
  private int end(Open open, Task task) {
    if (task instanceof Task.Infer) {
      return open.to;
    }
    int to = retraining(open).to();
    if (Math.min(to, slots()) != open.to) {
      throw new UsageException(
          "%s: the retraining in %s ends in slot %d, in `retrainings` in slot %d; expected the same."
              .formatted(file, open.where, open.to, to));
    }
    return to;
  }

  private Optional<Inherited> inherited(Open open, Placement placement, Task task) {
    return problem.inherited().stream()
        .filter(_ -> open.from == 0 && !open.first.state().equals("creating"))
        .filter(i -> i.placement().equals(placement) && i.task().equals(task))
        .findFirst();
  }

  private void requireAllRetrainings() {
    long read = instances.stream().filter(i -> i.task() instanceof Task.Retrain).count();
    if (read != answer.retrainings().size()) {
      throw new UsageException(
          "%s: retrainings has %d, the segments show %d; expected as many."
              .formatted(file, answer.retrainings().size(), read));
    }
  }

  private UsageException wrong(String where, String key, String value, String expected) {
    return new UsageException(
        "%s: %s.%s is %s; expected %s.".formatted(file, where, key, value, expected));
  }
}
