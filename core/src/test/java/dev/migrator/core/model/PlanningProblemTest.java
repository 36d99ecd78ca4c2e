package dev.migrator.core.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What cannot be a planning problem. */
final class PlanningProblemTest {
  private static final Profile ONE =
      new Profile(
          "test",
          "1g",
          "1g",
          1,
          1,
          2,
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of(0, 1),
          Duration.ZERO,
          Duration.ZERO);
  private static final GpuModel GPU = new GpuModel("G", List.of(), 2, 2, List.of(ONE));
  private static final Placement LEFT = new Placement(ONE, 0);
  private static final Placement RIGHT = new Placement(ONE, 1);

  @Test
  void refusesAnInheritedInstanceOutsideItsPlacements() {
    assertThatThrownBy(() -> problem(new double[4], serving(RIGHT, 0)))
        .hasMessage("a: inherited is 1g@1; expected one of the problem's placements.");
  }

  @Test
  void refusesAnInheritedSetUpThatTakesLongerThanANewOne() {
    assertThatThrownBy(() -> problem(new double[4], serving(LEFT, 3)))
        .hasMessage("1g@0: readyAt is 3; expected at most the 2 slots of a new set-up.");
  }

  @Test
  void refusesArrivalsOfAnotherLength() {
    assertThatThrownBy(() -> problem(new double[3]))
        .hasMessage("a: demand is 3 slots; expected 4 slots.");
  }

  @Test
  void refusesNegativeArrivals() {
    assertThatThrownBy(() -> problem(new double[] {0, 1, -1, 0}))
        .hasMessage("demand: level is -1.0; expected a number of at least 0.");
  }

  private static Inherited serving(Placement placement, int readyAt) {
    return new Inherited.Serving(placement, new Task.Infer("a"), readyAt);
  }

  private static PlanningProblem problem(double[] arrivals, Inherited... inherited) {
    TenantOutlook tenant =
        new TenantOutlook("a", 1, 0.5, arrivals, Map.of(ONE, 10.0), List.of(), false, 0);
    return new PlanningProblem(
        GPU, List.of(LEFT), 4, Map.of(ONE, 2), List.of(tenant), List.of(inherited), true, 0);
  }
}
