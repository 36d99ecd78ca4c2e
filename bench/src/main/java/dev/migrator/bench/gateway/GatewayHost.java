package dev.migrator.bench.gateway;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.line.LineLimits;
import dev.migrator.gateway.serve.Listener;
import dev.migrator.gateway.serve.TenantLimits;
import dev.migrator.gateway.serve.TenantTerms;
import dev.migrator.gateway.serve.Token;
import dev.migrator.gateway.serve.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A gateway with one tenant, as a process. It says its port, then does what lines of standard input
 * say and answers each with a line: {@code admit INSTANCE PORT}, {@code drain INSTANCE}, {@code
 * swap VERSION}, {@code outcome}. It ends with its standard input.
 */
public final class GatewayHost {
  /** The tenant's name. */
  public static final String TENANT = "t";

  /** Its token. */
  public static final String TOKEN = "token-of-the-bench";

  private final Gateway gateway;
  private final LatencyCurve curve;
  private String version = "1";

  private GatewayHost(Gateway gateway, LatencyCurve curve) {
    this.gateway = gateway;
    this.curve = curve;
  }

  /**
   * Serves until standard input ends.
   *
   * @param args SLO in milliseconds, batch size, nanoseconds of a batch, and of each row on top
   */
  public static void main(String[] args) throws IOException {
    Duration slo = Duration.ofMillis(Long.parseLong(args[0]));
    int batch = Integer.parseInt(args[1]);
    LatencyCurve curve = curve(batch, Long.parseLong(args[2]), Long.parseLong(args[3]));
    try (Gateway gateway = Gateway.open(DoorSettings.onLoopback(0), new Errors())) {
      gateway.join(
          new TenantTerms(
              TENANT, new LineLimits(slo, 10_000, 4 << 20), Token.of(TOKEN), TenantLimits.USUAL),
          new Version("1", "w1", 0.5));
      System.out.println(gateway.port());
      new GatewayHost(gateway, curve).obey();
    }
  }

  private static LatencyCurve curve(int batch, long baseNanos, long rowNanos) {
    BatchChoice one = new BatchChoice(1, NoopWorker.latencyNanos(baseNanos, rowNanos, 1));
    BatchChoice full = new BatchChoice(batch, NoopWorker.latencyNanos(baseNanos, rowNanos, batch));
    return new LatencyCurve(batch == 1 ? List.of(one) : List.of(one, full));
  }

  private void obey() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(obey(line.split(" ")));
    }
  }

  private String obey(String[] words) {
    return switch (words[0]) {
      case "admit" -> {
        InetSocketAddress endpoint =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[2]));
        gateway.admit(words[1], TENANT, endpoint, curve, version);
        yield "admitted";
      }
      case "drain" -> {
        gateway.drain(words[1]).join();
        yield "drained";
      }
      case "swap" -> {
        version = words[1];
        yield gateway.swap(TENANT, new Version(version, "w" + version, 0.6)).join().toString();
      }
      case "outcome" -> {
        Outcome outcome = gateway.takeOutcome(TENANT);
        yield "%d %d %d %d %d %s"
            .formatted(
                outcome.arrived(),
                outcome.withinSlo(),
                outcome.late(),
                outcome.dropped(),
                outcome.waiting(),
                outcome.goodput());
      }
      default -> gateway.counts().toString();
    };
  }

  /** Says on standard error what should not happen. */
  private static final class Errors implements Listener {
    @Override
    public void labelled(String tenant, String version, int predicted, int label) {
      System.err.println("labelled");
    }

    @Override
    public void suspected(String instance, String reason) {
      System.err.println("suspected " + instance + ": " + reason);
    }

    @Override
    public void recovered(String instance) {
      System.err.println("recovered " + instance);
    }
  }
}
