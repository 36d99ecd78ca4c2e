package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.bench.gateway.UnderChange;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bench runs, with processes of its own. */
final class GatewaySpeedTest {
  @Test
  @Tag("long")
  void measuresWhatCallersNoticeOfChanges() throws Exception {
    assertThat(UnderChange.measure(Duration.ofMillis(300))).contains("three times the load");
  }
}
