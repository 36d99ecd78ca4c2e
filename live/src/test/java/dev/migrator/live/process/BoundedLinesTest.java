package dev.migrator.live.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BoundedLinesTest {

  @Test
  void leavesOutWhatIsBeyondTheBound() throws IOException {
    String text = "x".repeat(3 * BoundedLines.LONGEST) + "\nnext\r\nlast";
    List<String> lines = new ArrayList<>();
    new BoundedLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .forEach(lines::add);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).hasSize(BoundedLines.LONGEST);
    assertThat(lines.subList(1, 3)).containsExactly("next", "last");
  }
}
