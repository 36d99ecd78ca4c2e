package dev.migrator.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutputFormatTest {
  record Answer(String name, List<Double> values) {}

  private final Answer answer = new Answer("x", List.of(1.5));

  @Test
  void rendersRecordsForProgramsAndTablesForPeople() {
    assertThat(OutputFormat.TABLE.render(answer, () -> "as told")).isEqualTo("as told\n");
    assertThat(OutputFormat.JSON.render(answer, () -> ""))
        .isEqualToIgnoringWhitespace("{\"name\":\"x\",\"values\":[1.5]}")
        .endsWith("}\n");
    assertThat(OutputFormat.YAML.render(answer, () -> ""))
        .isEqualTo("name: \"x\"\nvalues:\n- 1.5\n");
  }
}
