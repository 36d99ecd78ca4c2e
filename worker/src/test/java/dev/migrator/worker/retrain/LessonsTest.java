package dev.migrator.worker.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.stream.Example;
import dev.migrator.stream.Examples;
import dev.migrator.stream.Shape;
import dev.migrator.worker.contract.Refused;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is learned from is not tested with. */
final class LessonsTest {
  private static final Shape SHAPE = new Shape(List.of(1), 2);

  @Test
  void everyFifthExampleIsHeldOutAndAllOthersAreLearned() throws Refused {
    Lessons lessons = Lessons.of(examples(12));

    assertThat(numbers(lessons.heldOut())).containsExactly(4, 9);
    assertThat(numbers(lessons.learned())).containsExactly(0, 1, 2, 3, 5, 6, 7, 8, 10, 11);
  }

  @Test
  void anEpochTakesWhatIsLearnedAndNothingElse() throws Refused {
    Lessons lessons = Lessons.of(examples(12));

    assertThat(lessons.order(1, 2)).containsExactlyInAnyOrderElementsOf(lessons.learned());
  }

  @Test
  void refusesSoFewThatNoneCouldBeHeldOut() throws Refused {
    assertThat(Lessons.of(examples(5)).heldOut()).hasSize(1);
    assertThatThrownBy(() -> Lessons.of(examples(4)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("there are 4 examples; expected at least 5.");
  }

  private static Examples examples(int count) {
    return new Examples(
        SHAPE,
        IntStream.range(0, count).mapToObj(i -> new Example(new float[] {i}, i % 2)).toList());
  }

  private static List<Integer> numbers(List<Example> examples) {
    return examples.stream().map(example -> (int) example.input()[0]).toList();
  }
}
