package dev.migrator.policies.ekya;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Ekya's released simulator give its figures. */
final class ReleasedEkyaTest {
  private static final double NEAR = 0.001;

  private static final Map<String, Function<ReleasedEkya, ReleasedEkya.Outcome>> POLICIES =
      Map.of(
          "thief", ReleasedEkya::thief,
          "inference_only", ReleasedEkya::inferenceOnly,
          "fair_naive", ReleasedEkya::naive,
          "fair_sco", ReleasedEkya::bestAlone);

  @ParameterizedTest
  @ValueSource(strings = {"thief", "inference_only", "fair_naive", "fair_sco"})
  void everyWindowHasTheAccuracyOfTheReleasedSimulator(String policy) {
    for (double gpus : new double[] {1, 2}) {
      double[] expected =
          ReleasedFigures.accuracies().getOrDefault(policy + " " + gpus, new double[0]);
      double[] accuracies = new double[ReleasedFigures.WINDOWS];
      Arrays.setAll(accuracies, w -> outcome(policy, w + 1, gpus).accuracy());
      for (int w = 0; w < accuracies.length; w++) {
        assertThat(accuracies[w])
            .as("window %d at %s GPUs", w + 1, gpus)
            .isCloseTo(expected[w], within(NEAR));
      }
      assertThat(Arrays.stream(accuracies).average().orElse(0))
          .as("mean at %s GPUs", gpus)
          .isCloseTo(expected[ReleasedFigures.WINDOWS], within(NEAR / 5));
    }
  }

  @Test
  void theThiefEndsWhereTheReleasedOneDoes() {
    ReleasedEkya.Outcome outcome = outcome("thief", 1, 2);
    assertThat(names(outcome)).containsExactly("1_8", "0_8", "0_8");
    ReleasedShares first = outcome.shares().firstEntry().getValue();
    assertThat(first.training())
        .containsExactly(new double[] {2.0 / 3, 1.0 / 2, 1.0 / 12}, within(1e-9));
    assertThat(first.inference()).containsExactly(new double[] {.25, .25, .25}, within(1e-9));
    assertThat(outcome.shares().keySet().stream().map(Math::round))
        .containsExactly(0L, 19L, 38L, 49L);
  }

  @Test
  void aShareIsSplitOverAllThatRunWhenARetrainingEnds() {
    ReleasedEkya.Outcome outcome = outcome("thief", 1, 2);
    ReleasedShares before = outcome.shares().firstEntry().getValue();
    ReleasedShares after = outcome.shares().higherEntry(0.0).getValue();
    double part = before.training()[1] / 5;
    double[] training = {before.training()[0] + part, 0, before.training()[2] + part};
    assertThat(after.training()).containsExactly(training, within(1e-9));
    assertThat(after.inference()[0]).isCloseTo(before.inference()[0] + part, within(1e-9));
  }

  @Test
  void nothingIsLeftOfTheAccuracyWithoutAShare() {
    assertThat(ReleasedRun.kept(0)).isZero();
    assertThat(ReleasedRun.kept(0.0124)).isZero();
    assertThat(ReleasedRun.kept(0.0125)).isCloseTo(0.04, within(1e-9));
    assertThat(ReleasedRun.kept(0.1)).isCloseTo((0.78 + 0.64) / 2, within(1e-9));
    assertThat(ReleasedRun.kept(0.3)).isEqualTo(1);
  }

  private static ReleasedEkya.Outcome outcome(String policy, int window, double gpus) {
    ReleasedEkya ekya = new ReleasedEkya(ReleasedFigures.window(window), gpus);
    return POLICIES.getOrDefault(policy, ReleasedEkya::thief).apply(ekya);
  }

  private static List<String> names(ReleasedEkya.Outcome outcome) {
    return outcome.choices().stream().map(c -> c.orElseThrow().name()).toList();
  }
}
