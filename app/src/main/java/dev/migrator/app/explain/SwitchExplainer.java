package dev.migrator.app.explain;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.Optional;

/** What each switch contributes to what the planner {@code migrator} finds for a problem. */
final class SwitchExplainer {
  private final Switch.Setting setting;
  private final Plan with;

  /**
   * @param with the plan with all switches on
   * @param settings with which the others are planned
   */
  SwitchExplainer(PlanningProblem problem, Plan with, PlannerSettings settings) {
    this.setting = new Switch.Setting(problem, settings);
    this.with = with;
  }

  /** Empty if the switch makes no difference to the problem. */
  Optional<Explanation.Switched> explain(Switch one) {
    return one.turnOff().apply(setting).map(off -> explain(one, off));
  }

  private Explanation.Switched explain(Switch one, Switch.Off off) {
    Plan without = off.planner().plan(off.problem());
    double valueWith = PlanCheck.value(off.judgeOfWith(), with.instances());
    double valueWithout = PlanCheck.value(off.judgeOfWithout(), without.instances());
    double bound = off.isBounded() ? without.bound() : Double.POSITIVE_INFINITY;
    return new Explanation.Switched(
        one.name(),
        one.off(),
        off.judged(),
        valueWith,
        valueWithout,
        valueWith - valueWithout,
        valueWithout == 0 ? 0 : 100 * (valueWith - valueWithout) / Math.abs(valueWithout),
        without.gap(),
        Verdict.of(valueWith, valueWithout, bound));
  }
}
