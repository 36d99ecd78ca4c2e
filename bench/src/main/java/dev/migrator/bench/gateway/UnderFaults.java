package dev.migrator.bench.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What callers notice of clients that drip and of workers that stand still or die: three instances
 * that answer 3,000 requests a second together, of which 1,000 are asked; the SLO is 100 ms.
 */
public final class UnderFaults {
  private static final double PER_SECOND = 1_000;
  private static final int CONNECTIONS = 400;
  private static final int DRIPPERS = 500;

  private final List<Child> workers;
  private final Child gateway;
  private final int port;
  private final Duration length;
  private final Map<String, String> results = new LinkedHashMap<>();

  private UnderFaults(List<Child> workers, Child gateway, int port, Duration length) {
    this.workers = workers;
    this.gateway = gateway;
    this.port = port;
    this.length = length;
  }

  /** Measures each for that long, prints lines and tells all as a JSON object. */
  public static String measure(Duration length) throws IOException, InterruptedException {
    List<Child> workers = new ArrayList<>();
    try (Child gateway = UnderChange.gateway()) {
      int port = Integer.parseInt(gateway.line());
      for (int i = 0; i < 3; i++) {
        Child worker = UnderChange.worker();
        workers.add(worker);
        gateway.tell("admit i" + i + " " + worker.line());
      }
      return new UnderFaults(workers, gateway, port, length).measure();
    } finally {
      for (Child worker : workers) {
        worker.close();
      }
    }
  }

  private String measure() throws InterruptedException {
    OpenLoop.run(port, PER_SECOND, length, CONNECTIONS);
    gateway.tell("outcome");
    load("a third of the load");
    try (Drippers drippers = Drippers.at(port, DRIPPERS)) {
      load("the same beside 500 clients that drip");
      System.out.println("  " + gateway.tell("counts"));
    }
    try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
      at(later, 1, () -> workers.get(2).signal("STOP"));
      at(later, 2, () -> workers.get(2).signal("CONT"));
      load("the same, a worker stopped (SIGSTOP) for a third of the time");
      at(later, 1, () -> workers.get(1).signal("KILL"));
      load("the same, a worker killed (SIGKILL)");
    }
    List<String> fields = new ArrayList<>();
    results.forEach((name, json) -> fields.add("\"" + name + "\":" + json));
    return "{" + String.join(",", fields) + "}";
  }

  private void at(ScheduledExecutorService later, int thirds, Runnable action) {
    ScheduledFuture<?> unused =
        later.schedule(action, thirds * length.toMillis() / 3, TimeUnit.MILLISECONDS);
  }

  private void load(String what) throws InterruptedException {
    LoadResult result = OpenLoop.run(port, PER_SECOND, length, CONNECTIONS);
    String outcome = gateway.tell("outcome");
    System.out.println(what + ": " + result.text());
    System.out.println("  arrived, in time, late, dropped, waiting, goodput: " + outcome);
    results.put(what, result.json());
  }
}
