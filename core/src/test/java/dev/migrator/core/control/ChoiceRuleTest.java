package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.RetrainingChoice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceRuleTest {
  private static final RetrainingChoice QUICK = choice("quick", 5, 0.8);
  private static final RetrainingChoice FAIR = choice("fair", 20, 0.9);
  private static final RetrainingChoice SLOW = choice("slow", 50, 0.9);
  private static final List<RetrainingChoice> ALL = List.of(SLOW, FAIR, QUICK);

  @Test
  void offersWhatItSays() {
    assertThat(ChoiceRule.ANY.of(ALL)).isEqualTo(ALL);
    assertThat(ChoiceRule.FASTEST.of(ALL)).containsExactly(QUICK);
    assertThat(ChoiceRule.NONE.of(ALL)).isEmpty();
  }

  @Test
  void ofEquallyAccurateChoicesTakesTheFastest() {
    assertThat(ChoiceRule.MOST_ACCURATE.of(ALL)).containsExactly(FAIR);
  }

  @Test
  void offersNothingWhereThereIsNothing() {
    assertThat(ChoiceRule.FASTEST.of(List.of())).isEmpty();
  }

  private static RetrainingChoice choice(String name, int seconds, double after) {
    return new RetrainingChoice(name, Duration.ofSeconds(seconds), after);
  }
}
