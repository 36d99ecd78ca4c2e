package dev.migrator.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.plan.search.PlannerSettings;
import org.junit.jupiter.api.Test;

/** How an explanation reads. */
class ExplanationTextTest {

  @Test
  void readsAsThis() {
    Explanation explanation =
        new Explainer(
                Cases.SOURCE,
                Cases.retraining(),
                Cases.retrainingPlan(),
                PlannerSettings.exact(),
                (_, _) -> {})
            .explain();

    assertThat(ExplanationText.of(explanation))
        .isEqualTo(
            """
            tiny.yaml, window 0, forecast clairvoyant

            In this window of 10 slots the plan of by hand is worth 70.8 correct timely answers; no plan is
            worth more than 70.8 (gap 0.00 %). It makes 2 changes of layout, 1 of them in slot 0; each held
            against the plan without it, together they cost 20 requests (worth 10.0) and earn 35.6. The
            retraining of a with all on 1g from slot 0 to 5 lifts accuracy from 0.500 to 0.900 for 62 requests,
            worth 24.8; its slices could have earned inference at most 17.2; next best: begun in slot 2 (-8.0).
            What contributes most: pre-initialization +18.00 %, retraining +18.00 %.

            Changes of layout, each against the plan in which what was there stays until its slices are
            needed: requests lost and what they are worth until it is paid (inference is ready, retraining
            has ended); what it earns after that; net is the difference of the two plans.

            #  from  ready  to  lost  costs  earns    net  change
            1     0      2   5    20   10.0  +24.8  +14.8  a is retrained (all) on 1g@1, in place of 1g@1 of a
            2     5      7  10     0    0.0  +10.8  +10.8  a gets 1g@1

            What would be done instead: the best plan found that never has the change's instances, its
            value less the plan's, and what that difference is at most for any such plan.

            #  runner-up  at most                instead
            2      -10.8    -10.8  proven worse  a 1g, not 2 x 1g

            Retraining a (all on 1g@1, slots 0-5), had something else been done:

            instead          value  difference  at most
            begun in slot 2   62.8        -8.0     -8.0  proven worse
            no retraining     60.0       -10.8    -10.8  proven worse

            What each switch contributes to what the planner migrator finds here, 70.8: that less what it
            finds without. Proven: no plan without the switch reaches it; else the difference may be what
            the planner missed, which is at most the gap.

            switch              with  without  contributes       %  gap %                 switched off
            pre-initialization  70.8     60.0        +10.8  +18.00   0.00  proven         a tenant that gets an instance is silent until it is ready
            retraining          70.8     60.0        +10.8  +18.00   0.00  proven         no tenant is retrained
            changes of layout   70.8     70.8         +0.0   +0.00  34.44  no difference  one layout for the whole window: policy static
            """);
  }
}
