package dev.migrator.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Plausible made-up reports: seeded, with legal layouts of an A100. */
final class SampleReport {
  private static final List<String> POLICIES =
      List.of("ekya", "migrator", "static", "clairvoyant", "astraea", "paris", "reactive", "miso");
  private static final double[] QUALITY = {0.80, 0.952, 0.86, 0.978, 0.77, 0.78, 0.89, 0.83};
  private static final List<List<List<Integer>>> HALVES =
      List.of(
          List.of(List.of(4, 4), List.of(3, 4), List.of(2, 2, 2, 2), List.of(2, 2, 1, 1, 1, 1)),
          List.of(List.of(3, 4), List.of(2, 2, 1, 1), List.of(1, 1, 1, 1, 1, 1)));
  private static final int SETUP = 6;

  private final Random random;
  private final int windowSlots;
  private final int windows;
  private final List<TenantInfo> tenants;

  private SampleReport(long seed, int windows, int windowSlots, List<TenantInfo> tenants) {
    this.random = new Random(seed);
    this.windows = windows;
    this.windowSlots = windowSlots;
    this.tenants = tenants;
  }

  /** Two small scenarios. */
  static ReportData small() {
    return new ReportData(
        "MIGRator",
        "policies side by side on the same requests",
        List.of(
            new SampleReport(1, 3, 40, tenants(2)).scenario("two-tenants", 5),
            new SampleReport(2, 2, 40, tenants(3)).scenario("bursty", 3)));
  }

  /** As many slots, tenants and policies as a long comparison has. */
  static ReportData large() {
    return new ReportData(
        "MIGRator: policies side by side",
        "Made-up numbers that try the page, not measurements.",
        List.of(
            new SampleReport(3, 10, 200, tenants(4)).scenario("four-tenants-bursty", 8),
            new SampleReport(4, 10, 200, tenants(2)).scenario("two-tenants", 8),
            new SampleReport(5, 10, 200, tenants(6)).scenario("six-tenants", 8)));
  }

  private static List<TenantInfo> tenants(int count) {
    return List.of(
            new TenantInfo("vision", "resnet50", 100, 1),
            new TenantInfo("text", "bert", 200, 1),
            new TenantInfo("speech", "conformer", 300, 1),
            new TenantInfo("detect", "yolo", 120, 2),
            new TenantInfo("rank", "dlrm", 50, 1),
            new TenantInfo("segment", "unet", 250, 1))
        .subList(0, count);
  }

  private ScenarioReport scenario(String name, int policies) {
    List<int[]> arrivals = tenants.stream().map(tenant -> arrivals()).toList();
    long requests = arrivals.stream().flatMapToInt(IntStream::of).asLongStream().sum();
    return new ScenarioReport(
        name,
        "A100-SXM4-80GB",
        8,
        windows,
        windowSlots,
        1.0,
        tenants,
        requests,
        requests * 0.88,
        IntStream.range(0, policies).mapToObj(i -> policy(i, arrivals, requests)).toList());
  }

  private int[] arrivals() {
    int[] arrived = new int[windows * windowSlots];
    double mean = 60 + random.nextInt(60);
    double burst = 0;
    for (int t = 0; t < arrived.length; t++) {
      burst = random.nextInt(150) == 0 ? 1.2 : burst * 0.97;
      double rate = mean * (1 + 0.35 * Math.sin(t / 180.0 + mean) + burst);
      arrived[t] = (int) Math.max(0, Math.round(rate + random.nextGaussian() * Math.sqrt(rate)));
    }
    return arrived;
  }

  private PolicyReport policy(int index, List<int[]> arrivals, long requests) {
    double quality = QUALITY[index] + random.nextGaussian() * 0.006;
    List<Bar> bars = timeline();
    List<TenantSeries> series =
        IntStream.range(0, tenants.size())
            .mapToObj(i -> series(tenants.get(i).name(), arrivals.get(i), quality))
            .toList();
    long served = series.stream().flatMapToInt(s -> IntStream.of(s.served())).asLongStream().sum();
    return new PolicyReport(
        POLICIES.get(index),
        requests * 0.88 * quality,
        served,
        served / (double) requests,
        0.83 + 0.04 * quality,
        (int) bars.stream().filter(bar -> bar.task().equals("retrain")).count(),
        bars.size() / 3,
        bars.size() * 1.7,
        12.0 + index * 3.4,
        80.0 + index * 9,
        index % 2 == 0 ? Double.NaN : 0.004 * index,
        bars,
        series);
  }

  private TenantSeries series(String tenant, int[] arrived, double quality) {
    int[] served = new int[arrived.length];
    double[] accuracy = new double[arrived.length];
    double now = 0.86;
    int retrained = 0;
    int capacity = IntStream.of(arrived).max().orElse(1) * 3 / 5;
    for (int t = 0; t < arrived.length; t++) {
      if (t % windowSlots == 0) {
        now -= t == 0 ? 0 : 0.02 + random.nextDouble() * 0.05;
        retrained = t + windowSlots / 4 + random.nextInt(windowSlots / 2);
      }
      now =
          t == retrained && random.nextDouble() < quality ? 0.84 + random.nextDouble() * 0.05 : now;
      served[t] = Math.min(arrived[t], (int) (capacity * (0.5 + quality / 2) * 1.2));
      accuracy[t] = now;
    }
    return new TenantSeries(tenant, arrived, served, accuracy);
  }

  private List<Bar> timeline() {
    List<Bar> bars = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      int at = 0;
      while (at < windows * windowSlots) {
        int end = Math.min(windows * windowSlots, at + 20 + random.nextInt(windowSlots));
        fill(bars, half, at, end);
        at = end + (random.nextInt(3) == 0 ? random.nextInt(12) : 0);
      }
    }
    return bars;
  }

  private void fill(List<Bar> bars, int half, int from, int end) {
    List<Integer> cut = HALVES.get(half).get(random.nextInt(HALVES.get(half).size()));
    int start = half * 4;
    for (int i = 0; i < cut.size(); i += 2) {
      boolean retrains = random.nextInt(5) == 0;
      String tenant = tenants.get(random.nextInt(tenants.size())).name();
      double ready = from == 0 ? 0 : Math.min(end, from + SETUP);
      bars.add(
          new Bar(
              0,
              cut.get(i) + "g." + 10 * cut.get(i + 1) + "gb",
              start,
              cut.get(i + 1),
              tenant,
              retrains ? "retrain" : "infer",
              retrains ? "all-layers" : null,
              from,
              ready,
              end));
      start += cut.get(i + 1);
    }
  }
}
