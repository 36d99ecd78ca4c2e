package dev.migrator.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is said of changes, retrainings and switches; counted by hand where that can be done. */
class ExplainerTest {
  private static final Offset<Double> EXACTLY = within(1e-9);
  private static final int SEEDS = 20;

  @Test
  void countsWhatAHandoverCostsAndEarns() {
    Explanation of = explain(Cases.handover(), Cases.handoverPlan());

    assertThat(of.value()).isEqualTo(66, EXACTLY);
    assertThat(of.changes()).hasSize(1);
    Explanation.Changed change = of.changes().getFirst();
    assertThat(change.what()).isEqualTo("b gets 1g@1, in place of 1g@1 of a");
    assertThat(change.slot()).isEqualTo(3);
    assertThat(change.ready()).isEqualTo(5);
    assertThat(change.costs().requests()).as("4 of a in slots 3 and 4").isEqualTo(8, EXACTLY);
    assertThat(change.costs().value()).isEqualTo(4, EXACTLY);
    assertThat(change.earns().requests()).as("6 of b, less 4 of a").isEqualTo(10, EXACTLY);
    assertThat(change.earns().value()).isEqualTo(5 * (6 - 4 * 0.5), EXACTLY);
    assertThat(change.net()).isEqualTo(16, EXACTLY);
    assertThat(change.tenants())
        .containsExactly(
            new Explanation.TenantPart("a", new Amount(-28, -14), Amount.NONE),
            new Explanation.TenantPart("b", new Amount(30, 30), Amount.NONE));
  }

  @Test
  void namesTheRunnerUpOfAHandover() {
    Explanation of = explain(Cases.handover(), Cases.handoverPlan());

    Explanation.Alternative other = of.changes().getFirst().runnersUp().getFirst();
    assertThat(other.what()).isEqualTo("a 2 x 1g, not 1g; b nothing, not 1g");
    assertThat(other.value()).as("both stay with a").isEqualTo(50, EXACTLY);
    assertThat(other.difference()).isEqualTo(-16, EXACTLY);
    assertThat(other.atMost()).isEqualTo(-16, EXACTLY);
    assertThat(other.verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void countsWhatARetrainingCostsAndEarns() {
    Explanation of = explain(Cases.retraining(), Cases.retrainingPlan());

    Explanation.Changed change = of.changes().getFirst();
    assertThat(change.what()).isEqualTo("a is retrained (all) on 1g@1, in place of 1g@1 of a");
    assertThat(change.costs().requests()).as("4 in each of 5 slots").isEqualTo(20, EXACTLY);
    assertThat(change.costs().value()).isEqualTo(10, EXACTLY);
    assertThat(change.earns().value())
        .as("0.4 more for 2 x 6, 3 x 10 and 20 beyond the horizon")
        .isEqualTo(0.4 * (12 + 30 + 20), EXACTLY);
    assertThat(change.net()).isEqualTo(14.8, EXACTLY);
    assertThat(of.changes().get(1).net()).as("4 more at 0.9 in 3 slots").isEqualTo(10.8, EXACTLY);
  }

  @Test
  void saysWhatElseCouldBeDoneThanARetraining() {
    Explanation of = explain(Cases.retraining(), Cases.retrainingPlan());

    assertThat(of.retrainings()).hasSize(1);
    Explanation.Retrained retrained = of.retrainings().getFirst();
    assertThat(retrained.better().requests()).isEqualTo(62, EXACTLY);
    assertThat(retrained.better().value()).isEqualTo(24.8, EXACTLY);
    assertThat(retrained.slicesWorth())
        .as("10 in all slots, those from slot 5 on at 0.9, instead of 70.8")
        .isEqualTo(25 + 45 + 18 - 70.8, EXACTLY);
    assertThat(retrained.alternatives())
        .extracting(Explanation.Alternative::what)
        .containsExactly("begun in slot 2", "no retraining");
    assertThat(retrained.alternatives().get(0).difference()).isEqualTo(62.8 - 70.8, EXACTLY);
    assertThat(retrained.alternatives().get(1).difference()).isEqualTo(60 - 70.8, EXACTLY);
    assertThat(retrained.alternatives())
        .extracting(Explanation.Alternative::verdict)
        .containsOnly(Verdict.WORSE);
  }

  @Test
  void aPausedRetrainingIsOneAndHasItsEffectWhenItEnds() {
    PlanningProblem problem = Cases.pausing();
    Plan plan = Cases.pausedPlan();
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();

    Explanation of = explain(problem, plan);

    assertThat(of.value()).as("9 x 6 at 0.5, 6 and 20 at 0.9").isEqualTo(50.4, EXACTLY);
    assertThat(of.retrainings()).hasSize(1);
    Explanation.Retrained retrained = of.retrainings().getFirst();
    assertThat(retrained.from()).isZero();
    assertThat(retrained.to()).isEqualTo(9);
    assertThat(retrained.better().requests()).isEqualTo(26, EXACTLY);
    assertThat(retrained.better().value()).isEqualTo(0.4 * 26, EXACTLY);
  }

  @Test
  void withoutOneOfItsSegmentsARetrainingBringsNothing() {
    Explanation of = explain(Cases.pausing(), Cases.pausedPlan());

    assertThat(of.changes())
        .extracting(Explanation.Changed::what)
        .containsExactly(
            "a is retrained (all) on 1g@1, in place of 1g@1 of a", "a is retrained (all) on 1g@1");
    assertThat(of.changes().get(0).net()).as("instead of 120 at 0.5").isEqualTo(-9.6, EXACTLY);
    assertThat(of.changes().get(1).net()).as("instead of 80 at 0.5").isEqualTo(10.4, EXACTLY);
  }

  @Test
  void differencesAddUpToThoseOfTheCheckedValues() {
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Cases.random(seed);
      Plan plan = new PathPlanner().plan(problem);
      Changes changes = new Changes(problem, plan.instances());
      ChangeExplainer explainer = new ChangeExplainer(problem, plan, Optional.empty());
      for (Change change : changes.all()) {
        Explanation.Changed said = explainer.explain(change);
        List<PlannedInstance> without = Counterfactual.without(problem, plan.instances(), change);
        double difference = plan.value() - PlanCheck.value(problem, without);
        assertThat(said.net()).as("seed %d, %s", seed, said).isEqualTo(difference, within(1e-6));
        assertThat(said.earns().value() - said.costs().value() - said.penalty() + said.floors())
            .as("seed %d, %s", seed, said)
            .isEqualTo(difference, within(1e-6));
      }
    }
  }

  @Test
  void thePlanWithoutAChangeIsLegal() {
    int changes = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Cases.random(seed);
      Plan plan = new PathPlanner().plan(problem);
      for (Change change : new Changes(problem, plan.instances()).all()) {
        List<PlannedInstance> without = Counterfactual.without(problem, plan.instances(), change);
        Plan other = Cases.plan(problem, without.toArray(PlannedInstance[]::new));
        assertThat(PlanCheck.violations(problem, other)).as("seed %d, %s", seed, change).isEmpty();
        changes++;
      }
    }
    assertThat(changes).as("changes looked at").isGreaterThan(SEEDS);
  }

  @Test
  void everyNewInstanceIsInOneChange() {
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Cases.random(seed);
      Plan plan = new PathPlanner().plan(problem);
      List<PlannedInstance> created = new ArrayList<>();
      new Changes(problem, plan.instances()).all().forEach(c -> created.addAll(c.created()));
      assertThat(created)
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(
              plan.instances().stream().filter(i -> !i.inherited()).toList());
    }
  }

  @Test
  void theLedgerAddsUpToTheCheckedValue() {
    int paused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Cases.random(seed);
      Plan plan = new PathPlanner().plan(problem);
      Ledger ledger = new Ledger(problem, plan.instances());
      Ledger nothing = new Ledger(problem, List.of());
      double sum = nothing.floors() - ledger.floors() - ledger.penalty();
      for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
        sum += ledger.servedMore(nothing, tenant, 0, problem.slots()).value();
        sum += ledger.moreAccurate(nothing, tenant).value();
      }
      double expected = plan.value() - PlanCheck.value(problem, List.of());
      assertThat(sum).as("seed %d", seed).isEqualTo(expected, within(1e-6));
      long retrained = plan.retrainings().stream().map(PlannedInstance::task).distinct().count();
      paused += plan.retrainings().size() > retrained ? 1 : 0;
    }
    assertThat(paused).as("plans with pauses").isPositive();
  }

  @Test
  void tellsOfInstancesThatEndForNothing() {
    PlanningProblem problem = Cases.handover();
    Plan plan =
        Cases.plan(
            problem,
            new PlannedInstance(Cases.at(0), new Task.Infer("a"), 0, 0, 10, true),
            new PlannedInstance(Cases.at(1), new Task.Infer("a"), 0, 0, 6, true));

    Explanation of = explain(problem, plan);

    assertThat(of.changes()).isEmpty();
    assertThat(of.drains()).hasSize(1);
    assertThat(of.drains().getFirst().slot()).isEqualTo(6);
    assertThat(of.drains().getFirst().costs()).as("4 at 0.5 in 4 slots").isEqualTo(8, EXACTLY);
  }

  @Test
  void tellsOnlyOfSwitchesThatCouldMakeADifference() {
    assertThat(explain(Cases.handover(), Cases.handoverPlan()).switches())
        .extracting(Explanation.Switched::name)
        .containsExactly("pre-initialization", "changes of layout", "spare slices");
    assertThat(explain(Cases.retraining(), Cases.retrainingPlan()).switches())
        .extracting(Explanation.Switched::name)
        .containsExactly("pre-initialization", "retraining", "changes of layout", "spare slices");
  }

  @Test
  void saysWhatASwitchContributes() {
    Explanation of = explain(Cases.handover(), Cases.handoverPlan());

    Explanation.Switched still =
        of.switches().stream()
            .filter(s -> s.name().equals("changes of layout"))
            .findFirst()
            .orElseThrow();
    assertThat(of.migrator()).isEqualTo(66, EXACTLY);
    assertThat(still.with()).isEqualTo(66, EXACTLY);
    assertThat(still.contributes()).isEqualTo(66 - still.without(), EXACTLY);
    assertThat(still.without()).as("both to a, or one to b from the beginning").isLessThan(66);
  }

  @Test
  void reportsEveryPartOnce() {
    List<Long> reached = new ArrayList<>();
    new Explainer(
            Cases.SOURCE,
            Cases.handover(),
            Cases.handoverPlan(),
            PlannerSettings.standard(),
            (done, all) -> reached.add(all - done))
        .explain();
    assertThat(reached)
        .hasSize(1 + Switch.ALL.size())
        .endsWith(0L)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  private static Explanation explain(PlanningProblem problem, Plan plan) {
    return new Explainer(Cases.SOURCE, problem, plan, PlannerSettings.standard(), (_, _) -> {})
        .explain();
  }
}
