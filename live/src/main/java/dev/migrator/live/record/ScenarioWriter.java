package dev.migrator.live.record;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.live.record.TenantRecord.Taken;
import dev.migrator.live.record.TenantRecord.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Writes what was recorded as a scenario with its traces and service profiles. */
record ScenarioWriter(
    String name, LoopSettings settings, int windows, Duration start, double goodput) {

  Path write(Path folder, List<TenantRecord> tenants) throws IOException {
    Files.createDirectories(folder);
    StringBuilder yaml = new StringBuilder(head());
    for (TenantRecord tenant : tenants) {
      String of = tenant.tenant().name();
      Files.writeString(folder.resolve(of + ".counts"), counts(tenant));
      Files.writeString(folder.resolve(of + ".json"), service(tenant));
      yaml.append(tenant(tenant));
    }
    return Files.writeString(folder.resolve("scenario.yaml"), yaml);
  }

  private String head() {
    return text(
        """
        # Recorded from a live system. Its goodput in these windows was %.1f.
        #
        # A window's retraining is the one that went into service live, if one did, with what it took and
        # what it was worth; `before` is what the model was worth before that.
        #
        name: %s-recorded
        gpus: {model: %s, count: %d}
        windows: {count: %d, length: %ds, slot: %ds}
        reconfiguration: {start: %.3fs}
        tenants:
        """,
        goodput,
        name,
        settings.models().getFirst().name(),
        settings.gpus().size(),
        Math.max(1, windows),
        settings.slot().multipliedBy(settings.slotsPerWindow()).toSeconds(),
        settings.slot().toSeconds(),
        start.toNanos() * 1e-9);
  }

  private String tenant(TenantRecord tenant) {
    String of = tenant.tenant().name();
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        text(
            "  - name: %s\n    model: %s.json\n    slo: %.3fms\n    weight: %s\n",
            of, of, tenant.tenant().slo().toNanos() * 1e-6, tenant.tenant().weight()));
    if (tenant.tenant().floor() > 0) {
      yaml.append(text("    floor: %s\n", tenant.tenant().floor()));
    }
    yaml.append(
        text("    arrivals: {trace: %s.counts, format: counts-per-second, history: 0s}\n", of));
    yaml.append("    retraining:\n");
    for (int window = 0; window < windows; window++) {
      yaml.append(window(tenant, window));
    }
    return yaml.toString();
  }

  private static String window(TenantRecord tenant, int number) {
    Window window = tenant.windows().get(number);
    String before = text("      - before: %.4f\n", window.before.value());
    return window.taken.map(taken -> before + choice(tenant, number, taken)).orElse(before);
  }

  private static String choice(TenantRecord tenant, int number, Taken taken) {
    return text(
        "        choices:\n          - {name: %s, seconds: %.3f, after: %.4f}\n",
        taken.choice(), taken.onWholeGpu().toNanos() * 1e-9, tenant.after(number));
  }

  /** A line a second; of a longer slot its requests are spread over it. */
  private String counts(TenantRecord tenant) {
    int seconds = Math.toIntExact(Math.max(1, settings.slot().toSeconds()));
    StringBuilder counts = new StringBuilder();
    tenant.arrivals().stream()
        .limit((long) windows * settings.slotsPerWindow())
        .forEach(
            count -> {
              for (int second = 0; second < seconds; second++) {
                int share = count / seconds + (second < count % seconds ? 1 : 0);
                counts.append(share).append('\n');
              }
            });
    return counts.toString();
  }

  private String service(TenantRecord tenant) {
    StringJoiner points = new StringJoiner(",\n  ");
    tenant
        .tenant()
        .service()
        .curves()
        .forEach((profile, curve) -> addPoints(points, tenant, profile, curve));
    String speeds =
        tenant.tenant().service().trainingSpeed().entrySet().stream()
            .map(ScenarioWriter::speed)
            .collect(Collectors.joining(", "));
    return text(
        """
        {"model": "%s", "gpu": "%s",
         "source": "recorded from a live system: its latencies times how much longer batches took",
         "points": [
          %s],
         "trainingSpeed": {%s}}
        """,
        tenant.tenant().service().model(), settings.models().getFirst().name(), points, speeds);
  }

  private static void addPoints(
      StringJoiner points, TenantRecord tenant, Profile profile, LatencyCurve curve) {
    double slowness = tenant.slowness(profile);
    for (BatchChoice point : curve.points()) {
      points.add(
          text(
              "{\"profile\": \"%s\", \"batch\": %d, \"latencyMs\": %.4f}",
              profile.key(), point.batch(), point.latencyNanos() * 1e-6 * slowness));
    }
  }

  private static String speed(Map.Entry<Profile, Double> speed) {
    return text("\"%s\": %.4f", speed.getKey().key(), speed.getValue());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
