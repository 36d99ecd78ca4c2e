package dev.migrator.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Snapshot;
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

  private static void comesAndGoes(Tally tally, String name) {
    tally.join(tenant(name));
    Outcome outcome = new Outcome(1, 1, 0, 0, 0, 0.5);
    tally.slotEnded(
        new Snapshot(0, List.of(), List.of(new TenantReading(name, 0.5, List.of(), outcome))));
    tally.leave(name);
  }

  private static Tenant tenant(String name) {
    Profile whole =
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
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(1, 1_000_000)));
    ServiceProfile service =
        new ServiceProfile("m", "g", Map.of(whole, curve), Map.of(whole, 1.0), "made up");
    return new Tenant(name, service, Duration.ofSeconds(1), 2);
  }
}
