package dev.migrator.bench.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The gateway, nginx, HAProxy and nothing at all in front of the same no-op worker. */
public final class BesideProxies {
  private static final int CONNECTIONS = 32;
  private static final int WARM_UP_SECONDS = 6;
  private static final int MOST_PAUSE_MILLIS = 3;
  private static final double MEAN_TURN_SECONDS = 0.0025;
  private static final String GATEWAY = "gateway";
  private static final Wrk.Result NOTHING = new Wrk.Result(0, 0, 0, "");

  private final Wrk wrk;
  private final int seconds;
  private final Map<String, Integer> ports;

  private BesideProxies(Wrk wrk, int seconds, Map<String, Integer> ports) {
    this.wrk = wrk;
    this.seconds = seconds;
    this.ports = ports;
  }

  /** Measures in rounds, prints lines and tells all as a JSON object. */
  public static String measure(Path folder, int rounds, int seconds) throws IOException {
    try (Child worker = Child.java(NoopWorker.class, "0", "0");
        Child gateway = Child.java(GatewayHost.class, "100", "32", "0", "0")) {
      int workerPort = Integer.parseInt(worker.line());
      int gatewayPort = Integer.parseInt(gateway.line());
      gateway.tell("admit i1 " + workerPort);
      Optional<Proxy> nginx = Proxy.nginx(folder, workerPort);
      Optional<Proxy> haproxy = Proxy.haproxy(folder, workerPort);
      Map<String, Integer> ports = new LinkedHashMap<>();
      ports.put("worker itself", workerPort);
      nginx.ifPresent(proxy -> ports.put("nginx", proxy.port()));
      haproxy.ifPresent(proxy -> ports.put("haproxy", proxy.port()));
      ports.put(GATEWAY, gatewayPort);
      try {
        return new BesideProxies(new Wrk(folder), seconds, ports).measure(rounds);
      } finally {
        nginx.ifPresent(Proxy::close);
        haproxy.ifPresent(Proxy::close);
      }
    }
  }

  private String measure(int rounds) throws IOException {
    Map<String, Wrk.Result> peak = medians("as fast as it goes", rounds, name -> CONNECTIONS, 0);
    int half = connections(of(peak, GATEWAY).perSecond() / 2);
    Map<String, Wrk.Result> atHalf =
        medians("at half the gateway's rate", rounds, name -> half, MOST_PAUSE_MILLIS);
    Map<String, Wrk.Result> atOwnHalf =
        medians(
            "at half of its own rate",
            rounds,
            name -> connections(of(peak, name).perSecond() / 2),
            MOST_PAUSE_MILLIS);
    ratios(peak, atHalf, atOwnHalf);
    return "{\"peak\":%s,\"half\":%s,\"ownHalf\":%s}"
        .formatted(json(peak), json(atHalf), json(atOwnHalf));
  }

  /** So many that they ask at about that rate, with their pauses. */
  private static int connections(double perSecond) {
    return Math.max(1, (int) Math.round(perSecond * MEAN_TURN_SECONDS));
  }

  /** All take turns, after each has been warmed up by the same load. */
  private Map<String, Wrk.Result> medians(
      String what, int rounds, ToIntFunction<String> connections, int pause) throws IOException {
    for (Map.Entry<String, Integer> each : ports.entrySet()) {
      wrk.run(each.getValue(), connections.applyAsInt(each.getKey()), WARM_UP_SECONDS, pause);
    }
    Map<String, List<Wrk.Result>> results = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Integer> each : ports.entrySet()) {
        String name = each.getKey();
        Wrk.Result result = wrk.run(each.getValue(), connections.applyAsInt(name), seconds, pause);
        System.out.printf("%s, %-13s %s%n", what, name, result.text());
        results.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
      }
    }
    Map<String, Wrk.Result> medians = new LinkedHashMap<>();
    results.forEach((name, all) -> medians.put(name, median(all)));
    return medians;
  }

  private static Wrk.Result median(List<Wrk.Result> results) {
    return new Wrk.Result(
        median(results, Wrk.Result::perSecond),
        median(results, Wrk.Result::p50Millis),
        median(results, Wrk.Result::p99Millis),
        results.stream()
            .map(Wrk.Result::failures)
            .filter(f -> !f.isEmpty())
            .findFirst()
            .orElse(""));
  }

  private static double median(List<Wrk.Result> results, ToDoubleFunction<Wrk.Result> value) {
    double[] sorted = results.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void ratios(
      Map<String, Wrk.Result> peak, Map<String, Wrk.Result> half, Map<String, Wrk.Result> ownHalf) {
    for (String name : peak.keySet()) {
      Wrk.Result fast = of(peak, name);
      System.out.printf(
          Locale.ROOT,
          "median of %-13s %8.0f/s (gateway %.2f of it); at half load %s; at its own half %s %s%n",
          name + ":",
          fast.perSecond(),
          of(peak, GATEWAY).perSecond() / fast.perSecond(),
          tail(half, name),
          tail(ownHalf, name),
          fast.failures());
    }
  }

  private static String tail(Map<String, Wrk.Result> results, String name) {
    Wrk.Result result = of(results, name);
    return String.format(
        Locale.ROOT,
        "%.0f/s, p50 %.2f and p99 %.2f ms (gateway's p99 %.2f of it) %s",
        result.perSecond(),
        result.p50Millis(),
        result.p99Millis(),
        of(results, GATEWAY).p99Millis() / result.p99Millis(),
        result.failures());
  }

  private static Wrk.Result of(Map<String, Wrk.Result> results, String name) {
    return results.getOrDefault(name, NOTHING);
  }

  private static String json(Map<String, Wrk.Result> results) {
    List<String> fields = new ArrayList<>();
    results.forEach((name, result) -> fields.add("\"" + name + "\":" + result.json()));
    return "{" + String.join(",", fields) + "}";
  }
}
