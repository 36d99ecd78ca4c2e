package dev.migrator.app.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsNumbersToTheRightAndWordsToTheLeft() {
    Table table =
        new Table("policy", "goodput", "note")
            .row("migrator", 17566.5, "ceiling")
            .row("ekya", -3, "")
            .row("none", "-", "n/a");

    assertThat(table)
        .hasToString(
            """
            policy    goodput  note
            migrator  17566.5  ceiling
            ekya           -3
            none            -  n/a
            """);
  }

  @Test
  void refusesARowThatDoesNotFit() {
    assertThatThrownBy(() -> new Table("a", "b").row(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table: row [1] has 1 cells; expected 2.");
  }
}
