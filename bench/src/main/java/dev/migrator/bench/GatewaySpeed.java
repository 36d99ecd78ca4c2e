package dev.migrator.bench;

import dev.migrator.bench.gateway.BesideProxies;
import dev.migrator.bench.gateway.Proxy;
import dev.migrator.bench.gateway.UnderChange;
import dev.migrator.bench.gateway.UnderFaults;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Measures the gateway in front of no-op workers, all on loopback: requests a second and latency at
 * half load beside nginx and HAProxy in front of the same worker in the same run (with wrk; skipped
 * where it is missing), and what callers notice of overload, reconfigurations and swaps.
 *
 * <p>Prints lines, and last a JSON object. Programs that run beside it count against all alike, but
 * not evenly; so rounds take turns, and medians are told.
 */
public final class GatewaySpeed {
  private static final int ROUNDS = 3;
  private static final int SECONDS = 5;

  private GatewaySpeed() {}

  /**
   * Measures.
   *
   * @param args rounds, and seconds of each measurement; 3 and 5 unless given
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : SECONDS;
    System.out.println(measure(rounds, seconds));
  }

  /** Measures, prints lines and tells all as a JSON object. */
  static String measure(int rounds, int seconds) throws IOException, InterruptedException {
    System.out.println("load average at the beginning: " + loadAverage());
    Path folder = Files.createTempDirectory("gateway-speed");
    String beside = "null";
    if (Proxy.program("wrk").isPresent()) {
      beside = BesideProxies.measure(folder, rounds, seconds);
    } else {
      System.out.println("wrk is not installed: nothing is measured beside nginx and HAProxy.");
    }
    String changes = UnderChange.measure(Duration.ofSeconds(2L * seconds));
    String faults = UnderFaults.measure(Duration.ofSeconds(2L * seconds));
    System.out.println("load average at the end: " + loadAverage());
    return "{\"besideProxies\":%s,\"underChange\":%s,\"underFaults\":%s}"
        .formatted(beside, changes, faults);
  }

  /** How busy others kept the machine: above its processors, they had to share. */
  private static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
