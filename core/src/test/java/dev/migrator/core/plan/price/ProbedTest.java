package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbedTest {
  private static final Domain DOMAIN =
      Domain.of(
          List.of(new Domain.Begins(choice(0), 2, 5), new Domain.Begins(choice(1), 0, 1)), true);

  private static final Probed PROBED =
      new Probed(0, DOMAIN, new double[][] {{1, 7, 3, 9}, {4, 4}}, 5, 0);

  private static Choice choice(int site) {
    return new Choice(new RetrainingOption("all", 0.9, Map.of()), site, 1, 2);
  }

  @Test
  void leavesOutAtBothEnds() {
    Domain left = PROBED.above(4);

    assertThat(left.earliest(0)).isEqualTo(3);
    assertThat(left.latest(0)).isEqualTo(5);
    assertThat(left.allows(1)).isFalse();
    assertThat(left.mayDoNothing()).isTrue();
    assertThat(PROBED.above(5).mayDoNothing()).isFalse();
    assertThat(PROBED.above(9).size()).isZero();
    assertThat(PROBED.above(Double.NEGATIVE_INFINITY).size()).isEqualTo(DOMAIN.size());
  }

  @Test
  void tellsEachThatIsLeft() {
    assertThat(PROBED.eachAbove(4).stream().map(PROBED::most)).containsExactly(7.0, 9.0, 5.0);
    assertThat(PROBED.eachAbove(4)).allMatch(one -> one.size() == 1);
    assertThat(PROBED.eachAbove(9)).isEmpty();
  }

  @Test
  void tellsTheMostOfAllAndOfPartsAndOfWhatIsLeftOut() {
    assertThat(PROBED.most()).isEqualTo(9);
    assertThat(PROBED.most(DOMAIN.only(0, 2, 4))).isEqualTo(7);
    assertThat(PROBED.most(DOMAIN.onlyNothing())).isEqualTo(5);
    assertThat(PROBED.mostUpTo(8)).isEqualTo(7);
    assertThat(PROBED.mostUpTo(4.5)).isEqualTo(4);
    assertThat(PROBED.mostUpTo(0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void tellsTheBest() {
    Domain best = PROBED.best();

    assertThat(best.size()).isEqualTo(1);
    assertThat(best.earliest(0)).isEqualTo(5);
    assertThat(new Probed(0, DOMAIN, PROBED.begun(), 9, 0).best().mayDoNothing()).isTrue();
  }
}
