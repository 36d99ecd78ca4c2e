package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.live.work.LearningCurve.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LearningCurveTest {

  @Test
  void findsTheCurveOnWhichThePointsLie() {
    LearningCurve truth = new LearningCurve(1.5, 2, 0.05);
    List<Point> points = IntStream.range(0, 5).mapToObj(e -> new Point(e, truth.at(e))).toList();
    LearningCurve found = LearningCurve.through(points);
    assertThat(found.at(20)).isCloseTo(truth.at(20), within(0.02));
    assertThat(found.at(3)).isCloseTo(truth.at(3), within(0.005));
  }

  @Test
  void expectsNoGainWhereNoneWasSeen() {
    LearningCurve flat =
        LearningCurve.through(List.of(new Point(0, 0.8), new Point(1, 0.8), new Point(2, 0.8)));
    assertThat(flat.at(50)).isCloseTo(0.8, within(0.01));
    LearningCurve falling =
        LearningCurve.through(List.of(new Point(0, 0.9), new Point(1, 0.8), new Point(2, 0.8)));
    assertThat(falling.at(50)).isBetween(0.7, 0.95);
  }

  @Test
  void staysBetweenNothingAndEverything() {
    LearningCurve perfect =
        LearningCurve.through(List.of(new Point(0, 0.1), new Point(1, 1), new Point(2, 1)));
    assertThat(perfect.at(100)).isBetween(0.9, 1.0);
    assertThat(LearningCurve.through(List.of(new Point(0, 0))).at(5)).isBetween(0.0, 1.0);
  }
}
