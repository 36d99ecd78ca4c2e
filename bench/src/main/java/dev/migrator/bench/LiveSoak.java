package dev.migrator.bench;

import dev.migrator.app.output.OutputFormat;
import dev.migrator.bench.soak.Findings;
import dev.migrator.bench.soak.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A long run of the daemon at a multiple of the speed: gateway with real HTTP, journal on disk,
 * emulated GPU, API, workers that die now and then, tenants that come and go, retrainings each
 * window. Tells what it looked like every ten minutes of its time, and whether anything grows; if
 * so the exit code is 1.
 */
public final class LiveSoak {
  private static final double HOURS = 24;
  private static final int SPEED = 60;
  private static final long SEED = 1;

  /** The JDK's clients use their connections in turn, so that after a stall they would keep all. */
  private static final String POOL = "jdk.httpclient.connectionPoolSize";

  private static final String MOST_POOLED = "8";

  private LiveSoak() {}

  /**
   * Runs it.
   *
   * @param args hours, speed and seed; 24, 60 and 1 unless given; {@code --output json} for
   *     programs
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.setProperty(POOL, MOST_POOLED);
    List<String> words = new ArrayList<>(List.of(args));
    boolean json = words.remove("--output") && words.remove("json");
    double hours = words.isEmpty() ? HOURS : Double.parseDouble(words.get(0));
    int speed = words.size() > 1 ? Integer.parseInt(words.get(1)) : SPEED;
    long seed = words.size() > 2 ? Long.parseLong(words.get(2)) : SEED;
    Consumer<String> lines = json ? System.err::println : System.out::println;
    Path folder = Files.createTempDirectory("soak");
    lines.accept("in " + folder);
    Findings findings =
        Soak.run(folder, Duration.ofSeconds(Math.round(hours * 3600)), speed, seed, lines);
    System.out.print(
        (json ? OutputFormat.JSON : OutputFormat.TABLE).render(findings, findings::text));
    System.exit(findings.faults().isEmpty() ? 0 : 1);
  }
}
