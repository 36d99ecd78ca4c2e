package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RestartPauseTest {

  @Test
  void doublesUpToItsBound() {
    assertThat(RestartPause.after(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(RestartPause.after(2)).isEqualTo(Duration.ofMillis(200));
    assertThat(RestartPause.after(5)).isEqualTo(Duration.ofMillis(1_600));
    assertThat(RestartPause.after(10)).isEqualTo(Duration.ofSeconds(30));
    assertThat(RestartPause.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
  }
}
