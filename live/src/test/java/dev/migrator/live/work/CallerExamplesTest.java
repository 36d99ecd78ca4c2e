package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.stream.Example;
import dev.migrator.stream.Examples;
import dev.migrator.stream.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallerExamplesTest {
  private final CallerExamples seen = new CallerExamples(100);

  @Test
  void keepsTheNewest() {
    for (int i = 0; i < 250; i++) {
      seen.add(List.of(2), new float[] {i, 0}, i % 5);
    }
    assertThat(seen.size()).isEqualTo(100);
    Examples newest = seen.newest(70).orElseThrow();
    assertThat(newest.shape()).isEqualTo(new Shape(List.of(2), 5));
    assertThat(newest.list()).hasSize(70);
    assertThat(newest.list().getFirst().input()[0]).isEqualTo(180);
    assertThat(newest.list().getLast().input()[0]).isEqualTo(249);
  }

  @Test
  void isBoundedInBytes() {
    CallerExamples large = new CallerExamples(100_000);
    for (int i = 0; i < 300; i++) {
      large.add(List.of(65_536), new float[65_536], 1);
    }
    assertThat(large.size()).isEqualTo(64);
  }

  @Test
  void offersNothingUntilThereIsEnoughOfOneShape() {
    fill(List.of(2), CallerExamples.LEAST - 1);
    assertThat(seen.newest(100)).isEmpty();
    fill(List.of(2), 1);
    assertThat(seen.newest(100)).isPresent();
    fill(List.of(3), 1);
    assertThat(seen.newest(100)).isEmpty();
  }

  @Test
  void leavesOutWhatNoExampleMayBe() {
    seen.add(List.of(1), new float[] {Float.POSITIVE_INFINITY}, 1);
    seen.add(List.of(1), new float[] {1}, -1);
    seen.add(List.of(1), new float[] {1}, 1_000);
    seen.add(List.of(1, 1, 1, 1, 1), new float[] {1}, 1);
    assertThat(seen.size()).isZero();
    seen.add(List.of(), new float[] {7}, 0);
    fill(List.of(1), CallerExamples.LEAST);
    assertThat(seen.newest(100).orElseThrow().list()).extracting(Example::label).contains(0);
  }

  private void fill(List<Integer> shape, int count) {
    for (int i = 0; i < count; i++) {
      seen.add(shape, new float[shape.getFirst()], 1);
    }
  }
}
