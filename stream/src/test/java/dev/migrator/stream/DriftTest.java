package dev.migrator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a drifting world promises: the same from the same seed, and never the same for long. */
final class DriftTest {
  private static final Duration WINDOW = Duration.ofSeconds(200);
  private static final Drift DRIFT = Drift.within(WINDOW);

  static List<ExampleStream> streams() {
    return List.of(new ImageStream(7, DRIFT), new VectorStream(7, DRIFT));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void givesTheSameExampleForTheSameSeedTimeAndNumber(ExampleStream stream) {
    Example example = stream.at(WINDOW, 5);
    assertThat(stream.at(WINDOW, 5).input()).isEqualTo(example.input());
    assertThat(stream.at(WINDOW, 5).label()).isEqualTo(example.label());
    assertThat(stream.at(WINDOW, 6).input()).isNotEqualTo(example.input());
    assertThat(example.input()).hasSize(stream.shape().values());
  }

  @Test
  void anotherSeedIsAnotherWorld() {
    assertThat(new ImageStream(1, DRIFT).at(WINDOW, 5).input())
        .isNotEqualTo(new ImageStream(2, DRIFT).at(WINDOW, 5).input());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void classesAppearAndFade(ExampleStream stream) {
    Set<Integer> now = labels(stream, WINDOW);
    Set<Integer> later = labels(stream, WINDOW.multipliedBy(4));
    assertThat(now).hasSizeBetween(4, stream.shape().classes() - 1).isNotEqualTo(later);
  }

  @ParameterizedTest
  @MethodSource("streams")
  void whatAClassLooksLikeMovesAwayAndComesBack(ExampleStream stream) {
    float[] then = mean(stream, Duration.ZERO);
    double away = distance(then, mean(stream, WINDOW.multipliedBy(9)));
    double back = distance(then, mean(stream, DRIFT.turn()));
    assertThat(away).isGreaterThan(2 * back);
  }

  @Test
  void refusesADriftThatStandsStillOrIsNeverThere() {
    assertThatThrownBy(() -> new Drift(Duration.ZERO, WINDOW, 0.5)).hasMessageContaining("season");
    assertThatThrownBy(() -> new Drift(WINDOW, WINDOW, 0)).hasMessageContaining("presence");
  }

  @Test
  void refusesShapesBeyondAllBounds() {
    assertThatThrownBy(() -> new Shape(List.of(65_536, 65_536, 65_536, 65_536), 2))
        .hasMessageContaining("at most");
    assertThatThrownBy(() -> new Shape(List.of(), 2)).hasMessageContaining("dimensions");
    assertThatThrownBy(() -> new Shape(List.of(-2, -2), 2)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new Shape(List.of(2), 1)).hasMessageContaining("classes");
  }

  private static Set<Integer> labels(ExampleStream stream, Duration time) {
    return seen(stream, time).map(Example::label).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Example> seen(ExampleStream stream, Duration time) {
    return stream.between(time, time.plusSeconds(1), 500, 0).stream();
  }

  // The mean input of the class that is commonest when the stream begins.
  private static float[] mean(ExampleStream stream, Duration time) {
    List<Example> examples =
        stream.between(time, time.plusMillis(1), 2_000, 0).stream()
            .filter(example -> example.label() == 0)
            .toList();
    float[] mean = new float[stream.shape().values()];
    for (Example example : examples) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += example.input()[i] / examples.size();
      }
    }
    return Arrays.copyOf(mean, mean.length);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
