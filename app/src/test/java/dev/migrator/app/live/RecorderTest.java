package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.app.scenario.LiveConfiguration;
import dev.migrator.app.scenario.LiveFile;
import dev.migrator.app.scenario.LiveTenantEntry;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Profile;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.TenantView;
import dev.migrator.simulator.world.WorldTenant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a live system went through can be simulated. */
final class RecorderTest {
  private static final LiveConfiguration LIVE =
      LiveFile.parse(
          "live.yaml",
          """
          name: small
          gpus: {model: A100-80GB, count: 1}
          windows: {length: 4s}
          tenants:
            - name: cats
              model: perceptron
              slo: 300ms
              weight: 2.5
              cpu: [{batch: 1, time: 1ms}, {batch: 8, time: 2ms}]
          """);

  @TempDir private Path folder;

  @Test
  void writesAScenarioOfWhatHappened() throws IOException {
    Recorder recorder = new Recorder("small", LIVE.loop());
    LiveTenantEntry cats = LIVE.tenants().getFirst();
    Profile small = cats.tenant().service().curves().keySet().iterator().next();
    long expected = cats.tenant().service().curve(small).orElseThrow().latencyNanos(8);
    for (int slot = 0; slot < 9; slot++) {
      if (slot == 2) {
        recorder.swapped("cats", "all-layers", 0, Duration.ofSeconds(3));
      }
      double accuracy = slot < 2 ? 0.6 : 0.9;
      recorder.slotEnded(
          slot, List.of(view(cats, new Outcome(10 + slot, 10, 0, 0, 0, 10 * accuracy), accuracy)));
      recorder.batches("cats", small, 8, 3, 1.5 * expected);
    }
    recorder.started(Duration.ofMillis(700));
    recorder.started(Duration.ofMillis(900));

    assertThat(recorder.windows()).isEqualTo(2);
    assertThat(recorder.goodput()).isCloseTo(2 * 6 + 6 * 9.0, within(1e-9));
    Path scenario = recorder.write(folder);
    assertThat(scenario).content().contains("goodput in these windows was 66.0");

    LoadedScenario loaded = ScenarioFile.read(scenario, Optional.empty()).load();
    WorldTenant tenant = loaded.experiment().tenants().getFirst();
    assertThat(tenant.arrivals()).containsExactly(10, 11, 12, 13, 14, 15, 16, 17);
    assertThat(tenant.weight()).isEqualTo(2.5);
    assertThat(tenant.learning().get(0).before()).isEqualTo(0.6);
    assertThat(tenant.learning().get(0).choices())
        .singleElement()
        .satisfies(choice -> assertThat(choice.accuracyAfter()).isEqualTo(0.9))
        .satisfies(choice -> assertThat(choice.onWholeGpu()).isEqualTo(Duration.ofSeconds(3)));
    assertThat(tenant.learning().get(1).choices()).isEmpty();
    assertThat((double) tenant.service().curve(small).orElseThrow().latencyNanos(8))
        .isCloseTo(1.5 * expected, within(1e3));
    assertThat(loaded.experiment().settings().workerStart()).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void recordsWindowsAsTheLoopHasThem() throws IOException {
    Recorder recorder = new Recorder("later", LIVE.loop());
    LiveTenantEntry cats = LIVE.tenants().getFirst();
    // It goes on in the midst of window 2 and stands still for two slots in window 4.
    for (int slot : new int[] {10, 11, 12, 13, 14, 15, 16, 17, 17, 17, 18, 19, 20}) {
      if (slot == 11) {
        recorder.swapped("cats", "all-layers", 2, Duration.ofSeconds(9));
      } else if (slot == 18) {
        recorder.swapped("cats", "all-layers", 4, Duration.ofSeconds(3));
      }
      recorder.slotEnded(slot, List.of(view(cats, new Outcome(slot, 0, 0, 0, 0, 0), 0.6)));
    }

    assertThat(recorder.windows()).isEqualTo(2);
    WorldTenant tenant =
        ScenarioFile.read(recorder.write(folder), Optional.empty())
            .load()
            .experiment()
            .tenants()
            .getFirst();
    assertThat(tenant.arrivals()).containsExactly(12, 13, 14, 15, 16, 17, 18, 19);
    assertThat(tenant.learning().get(0).choices()).isEmpty();
    assertThat(tenant.learning().get(1).choices())
        .singleElement()
        .satisfies(choice -> assertThat(choice.onWholeGpu()).isEqualTo(Duration.ofSeconds(3)));
  }

  private static TenantView view(LiveTenantEntry entry, Outcome last, double accuracy) {
    TenantSettings settings =
        new TenantSettings(
            entry.tenant(),
            entry.model(),
            Token.of("t"),
            1,
            entry.stream(),
            64,
            Map.of(),
            entry.choices());
    return new TenantView(settings, 1, accuracy, 0, 0, List.of(), 1, List.of(), last, last);
  }
}
