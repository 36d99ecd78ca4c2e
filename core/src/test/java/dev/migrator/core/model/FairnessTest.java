package dev.migrator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairnessTest {

  @Test
  void isOneWhereAllFareAlikeHoweverManyRequestsTheyHave() {
    Fairness fairness = Fairness.of(List.of(tenant("a", 10, 5), tenant("b", 1000, 500)));

    assertThat(fairness.jain()).isCloseTo(1, within(1e-12));
    assertThat(fairness).extracting(Fairness::worstTenant).isEqualTo("a");
    assertThat(fairness.worstAttainment()).isEqualTo(0.5);
  }

  @Test
  void isOneOverTheirNumberWhereOneHasEverything() {
    List<TenantScore> tenants =
        List.of(tenant("a", 10, 10), tenant("b", 10, 0), tenant("c", 10, 0), tenant("d", 5, 0));

    assertThat(Fairness.of(tenants)).isEqualTo(new Fairness(0.25, "b", 0));
  }

  @Test
  void followsJainsFormula() {
    Fairness fairness = Fairness.of(List.of(tenant("a", 10, 10), tenant("b", 10, 5)));

    assertThat(fairness.jain()).isCloseTo(1.5 * 1.5 / (2 * 1.25), within(1e-12));
  }

  @Test
  void leavesOutTenantsWithoutRequests() {
    assertThat(Fairness.of(List.of(tenant("a", 0, 0), tenant("b", 10, 9))))
        .isEqualTo(new Fairness(1, "b", 0.9));
    assertThat(Fairness.of(List.of())).isEqualTo(new Fairness(1, "", 1));
  }

  @Test
  void callsItEvenWhereNobodyGetsAnything() {
    assertThat(Fairness.of(List.of(tenant("a", 3, 0), tenant("b", 4, 0))))
        .isEqualTo(new Fairness(1, "a", 0));
  }

  private static TenantScore tenant(String name, long requests, long withinSlo) {
    return new TenantScore(name, requests, withinSlo, withinSlo, 1);
  }
}
