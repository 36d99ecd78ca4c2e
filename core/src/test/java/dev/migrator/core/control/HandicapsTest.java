package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Tenant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandicapsTest {
  /** 100 requests in 100 ms at best, 10 in 20 ms in time. */
  private static final Tenant TENANT =
      OneSlice.tenant(
          Duration.ofMillis(50),
          new BatchChoice(10, 20_000_000),
          new BatchChoice(100, 100_000_000));

  @Test
  void plansCountOnlyOnAnswersInTimeUnlessSlosAreIgnored() {
    assertThat(capacity(Handicaps.NONE)).isCloseTo(500, within(1e-6));
    assertThat(capacity(new Handicaps(false, true))).isCloseTo(1_000, within(1e-6));
  }

  private static double capacity(Handicaps handicaps) {
    return OneSlice.problem(OneSlice.settings().with(handicaps), TENANT, Outcome.NONE, 0)
        .tenants()
        .getFirst()
        .capacityOf(OneSlice.WHOLE);
  }
}
