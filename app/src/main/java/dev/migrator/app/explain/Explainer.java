package dev.migrator.app.explain;

import dev.migrator.app.planning.ProblemSource;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.search.Alternatives;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Explains a plan: its changes one by one, its retrainings, and the planner's switches. */
public final class Explainer {
  /** Plans that are only compared with get so many times less effort. */
  private static final int LESS = 8;

  private final ProblemSource source;
  private final PlanningProblem problem;
  private final Plan plan;
  private final PlannerSettings settings;
  private final Progress progress;

  /** Told how far an explanation is. */
  public interface Progress {
    /** So many parts of all are done. */
    void reached(long done, long all);
  }

  /**
   * For a plan that is legal.
   *
   * @param source where the problem comes from
   * @param problem what was planned
   * @param plan the plan
   * @param settings with which alternatives are planned
   * @param progress told how far it is
   */
  public Explainer(
      ProblemSource source,
      PlanningProblem problem,
      Plan plan,
      PlannerSettings settings,
      Progress progress) {
    this.source = source;
    this.problem = problem;
    this.plan = plan;
    this.settings = settings;
    this.progress = progress;
  }

  /** The explanation; the same for the same plan. */
  public Explanation explain() {
    Optional<Alternatives> alternatives = Alternatives.of(problem);
    Changes changes = new Changes(problem, plan.instances());
    ChangeExplainer ofChanges = new ChangeExplainer(problem, plan, alternatives);
    RetrainingExplainer ofRetrainings =
        new RetrainingExplainer(problem, plan, new PathPlanner(less(settings)), alternatives);
    List<Change> all = changes.all();
    List<PlannedInstance> retrainings = ofRetrainings.retrainings();
    Steps steps = new Steps(all.size() + retrainings.size() + Switch.ALL.size());
    List<Explanation.Changed> changed = steps.each(all, c -> Stream.of(ofChanges.explain(c)));
    List<Explanation.Retrained> retrained =
        steps.each(retrainings, r -> Stream.of(ofRetrainings.explain(r)));
    Plan migrator = new PathPlanner(settings).plan(problem);
    SwitchExplainer ofSwitches = new SwitchExplainer(problem, migrator, less(settings));
    List<Explanation.Switched> switched =
        steps.each(Switch.ALL, s -> ofSwitches.explain(s).stream());
    Explanation explanation =
        new Explanation(
            source,
            plan.planner(),
            plan.slots(),
            plan.value(),
            plan.bound(),
            plan.gap(),
            migrator.value(),
            "",
            changed,
            changes.drains().stream().map(ofChanges::explain).toList(),
            retrained,
            switched);
    return explanation.with(Summary.of(explanation));
  }

  /** For the many plans that are only compared with. */
  private static PlannerSettings less(PlannerSettings settings) {
    return new PlannerSettings(
            settings.targetGap(), settings.mostEffort() / LESS, settings.usesSpareSlices())
        .with(settings.hands());
  }

  /** Does part after part, and tells of each. */
  private final class Steps {
    private final int all;
    private int done;

    Steps(int all) {
      this.all = all;
    }

    <T, R> List<R> each(List<T> parts, Function<T, Stream<R>> explain) {
      List<R> results = new ArrayList<>();
      for (T part : parts) {
        explain.apply(part).forEach(results::add);
        progress.reached(++done, all);
      }
      return results;
    }
  }
}
