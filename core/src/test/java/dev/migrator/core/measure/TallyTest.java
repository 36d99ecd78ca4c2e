package dev.migrator.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.TenantScore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final int MANY = 3 * Tally.MOST_LEFT;
  private static final Profile WHOLE =
      new Profile(
          "g",
          "whole",
          "whole",
          1,
          1,
          1,
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of(0),
          Duration.ZERO,
          Duration.ZERO);

  @Test
  void whatTenantsAchievedStillCountsWhenTheyAreNoLongerShown() {
    Tally tally = new Tally(List.of(tenant("resident")), Duration.ofSeconds(1));
    IntStream.range(0, MANY).forEach(i -> comesAndGoes(tally, "guest-" + i));

    Scorecard card = tally.scorecard("p");
    assertThat(card.goodput()).isEqualTo(0.5 * MANY);
    assertThat(card.weightedGoodput()).isEqualTo(MANY);
    assertThat(card.requests()).isEqualTo(MANY);
    assertThat(card.tenants()).hasSize(Tally.MOST_LEFT + 1);
    assertThat(card.tenants())
        .extracting(TenantScore::name)
        .contains("resident", "guest-" + (MANY - 1))
        .doesNotContain("guest-0");
  }

  @Test
  void oneThatComesBackGoesOnCounting() {
    Tally tally = new Tally(List.of(), Duration.ofSeconds(1));
    comesAndGoes(tally, "guest");
    comesAndGoes(tally, "guest");
    assertThat(tally.scorecard("p").tenants())
        .singleElement()
        .satisfies(score -> assertThat(score.requests()).isEqualTo(2));
  }

  @Test
  void remembersTheLastTimesOfPlanning() {
    Tally tally = new Tally(List.of(), Duration.ofSeconds(1));
    tally.planned(1e6);
    assertThat(tally.scorecard("p").planMillis().max()).isEqualTo(1e6);
    IntStream.range(0, Tally.MOST_PLAN_TIMES).forEach(i -> tally.planned(i));
    Scorecard.PlanMillis times = tally.scorecard("p").planMillis();
    assertThat(times.max()).isEqualTo(Tally.MOST_PLAN_TIMES - 1.0);
    assertThat(times.p50()).isEqualTo(Tally.MOST_PLAN_TIMES / 2 - 1.0);
  }

  /**
   * Slots of 2 s. In the first, a has two instances that are set up or wait, and drops; b has one,
   * and all of its are answered. In the second only b's is left, and b is late.
   */
  @Test
  void overheadIsSetUpOfThoseWhoseRequestsWereNotServed() {
    Tally tally = new Tally(List.of(tenant("a"), tenant("b")), Duration.ofSeconds(2));
    tally.slotEnded(
        new Snapshot(
            1,
            List.of(
                instance("a", InstanceState.CREATING, false),
                instance("a", InstanceState.READY, false),
                instance("a", InstanceState.READY, true),
                instance("b", InstanceState.STARTING, false)),
            List.of(reading("a", new Outcome(4, 3, 0, 1, 0, 1.5)), reading("b", Outcome.NONE))));
    tally.slotEnded(
        new Snapshot(
            2,
            List.of(instance("b", InstanceState.STARTING, false)),
            List.of(reading("a", Outcome.NONE), reading("b", new Outcome(2, 1, 1, 0, 0, 0.5)))));

    Scorecard card = tally.scorecard("p");
    assertThat(card.setupSeconds()).as("2 + 1 and then 1, of 2 s each").isEqualTo(8);
    assertThat(card.overheadSeconds()).as("2 of a, then 1 of b").isEqualTo(6);
  }

  @Test
  void planningIsSummedUpByMeanGapAndQuantiles() {
    Tally tally = new Tally(List.of(), Duration.ofSeconds(1));
    tally.proven(0.25);
    tally.proven(0.75);
    IntStream.rangeClosed(1, 200).forEach(tally::planned);

    Scorecard card = tally.scorecard("p");
    assertThat(card.gap()).isEqualTo(0.5);
    assertThat(card.planMillis()).isEqualTo(new Scorecard.PlanMillis(100, 198, 200));
  }

  private static ObservedInstance instance(String tenant, InstanceState state, boolean admitted) {
    return new ObservedInstance(
        tenant,
        new Placement(WHOLE, 0),
        new Task.Infer(tenant),
        state,
        Duration.ZERO,
        admitted,
        Duration.ZERO);
  }

  private static TenantReading reading(String tenant, Outcome outcome) {
    return new TenantReading(tenant, 0.5, List.of(), outcome);
  }

  private static void comesAndGoes(Tally tally, String name) {
    tally.join(tenant(name));
    Outcome outcome = new Outcome(1, 1, 0, 0, 0, 0.5);
    tally.slotEnded(new Snapshot(0, List.of(), List.of(reading(name, outcome))));
    tally.leave(name);
  }

  private static Tenant tenant(String name) {
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(1, 1_000_000)));
    ServiceProfile service =
        new ServiceProfile("m", "g", Map.of(WHOLE, curve), Map.of(WHOLE, 1.0), "made up");
    return new Tenant(name, service, Duration.ofSeconds(1), 2);
  }
}
