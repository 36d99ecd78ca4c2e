package dev.migrator.bench.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What callers notice of overload, reconfigurations and swaps: two instances whose batches of eight
 * take 8 ms, so that they answer 2,000 requests a second; the SLO is 100 ms.
 */
public final class UnderChange {
  private static final String SLO_MILLIS = "100";
  private static final String BATCH = "8";
  private static final String BASE_NANOS = "4000000";
  private static final String ROW_NANOS = "500000";
  private static final double CAPACITY = 2_000;
  private static final int CONNECTIONS = 800;

  private final List<Integer> workers;
  private final Child gateway;
  private final int port;
  private final Duration length;
  private final Map<String, String> results = new LinkedHashMap<>();

  private UnderChange(List<Integer> workers, Child gateway, int port, Duration length) {
    this.workers = workers;
    this.gateway = gateway;
    this.port = port;
    this.length = length;
  }

  /** Measures each for that long, prints lines and tells all as a JSON object. */
  public static String measure(Duration length) throws IOException, InterruptedException {
    List<Child> children = new ArrayList<>();
    try (Child gateway = gateway()) {
      List<Integer> workers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Child worker = worker();
        children.add(worker);
        workers.add(Integer.parseInt(worker.line()));
      }
      int port = Integer.parseInt(gateway.line());
      return new UnderChange(workers, gateway, port, length).measure();
    } finally {
      for (Child child : children) {
        child.close();
      }
    }
  }

  static Child gateway() throws IOException {
    return Child.java(GatewayHost.class, SLO_MILLIS, BATCH, BASE_NANOS, ROW_NANOS);
  }

  static Child worker() throws IOException {
    return Child.java(NoopWorker.class, BASE_NANOS, ROW_NANOS);
  }

  private String measure() throws InterruptedException {
    gateway.tell("admit i0 " + workers.get(0));
    gateway.tell("admit i1 " + workers.get(1));
    OpenLoop.run(port, CAPACITY / 2, length, CONNECTIONS);
    gateway.tell("outcome");
    load("half load", CAPACITY / 2);
    try (Changes changes = Changes.every(this::reconfigure)) {
      load("half load, an instance replaced every 2 s", CAPACITY / 2);
      System.out.println("  replaced " + changes.count() + " times");
    }
    try (Changes changes = Changes.every(count -> gateway.tell("swap v" + count))) {
      load("half load, weights swapped every 2 s", CAPACITY / 2);
      System.out.println("  swapped " + changes.count() + " times");
    }
    load("full load", CAPACITY);
    load("three times the load", 3 * CAPACITY);
    System.out.println("  " + gateway.tell("counts"));
    List<String> fields = new ArrayList<>();
    results.forEach((name, json) -> fields.add("\"" + name + "\":" + json));
    return "{" + String.join(",", fields) + "}";
  }

  /** The third worker is the spare slice: it takes over before the oldest instance goes. */
  private void reconfigure(int count) {
    int next = count + 1;
    gateway.tell("admit i" + next + " " + workers.get(next % workers.size()));
    gateway.tell("drain i" + (next - 2));
  }

  private void load(String what, double perSecond) throws InterruptedException {
    LoadResult result = OpenLoop.run(port, perSecond, length, CONNECTIONS);
    String outcome = gateway.tell("outcome");
    System.out.println(what + ": " + result.text());
    System.out.println("  arrived, in time, late, dropped, waiting, goodput: " + outcome);
    results.put(what, result.json());
  }
}
