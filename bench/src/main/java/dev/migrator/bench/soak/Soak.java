package dev.migrator.bench.soak;

import dev.migrator.app.policy.Recipes;
import dev.migrator.live.journal.JournalReader;
import dev.migrator.live.journal.Replay;
import dev.migrator.live.journal.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets a live system run for so many hours of its own time, and looks at it every ten minutes of
 * that: whether memory, threads, open files, instances, journal or files on disk grow.
 */
public final class Soak {
  private static final Duration SAMPLE_EVERY = Duration.ofMinutes(10);
  private static final Duration CHANGE_EVERY = Duration.ofMinutes(7);
  private static final Duration FOLLOW_EVERY = Duration.ofMinutes(20);
  private static final Duration READ_EVERY = Duration.ofMinutes(1);
  private static final Duration STEP = Duration.ofSeconds(30);

  private final Path data;
  private final Path scratch;
  private final Duration length;
  private final QuickClock clock;
  private final long seed;
  private final Consumer<String> lines;
  private final List<Sample> samples = new ArrayList<>();

  private Soak(Path folder, Duration length, int speed, long seed, Consumer<String> lines)
      throws IOException {
    this.data = Files.createDirectories(folder.resolve("data"));
    this.scratch = Files.createDirectories(folder.resolve("scratch"));
    this.length = length;
    this.clock = new QuickClock(speed);
    this.seed = seed;
    this.lines = lines;
  }

  /**
   * Runs one.
   *
   * @param folder for all that it writes
   * @param length of the system's time
   * @param speed how many of its seconds one second has
   * @param seed of crashes and of tenants that come and go
   * @param lines is told each sample
   */
  public static Findings run(
      Path folder, Duration length, int speed, long seed, Consumer<String> lines)
      throws IOException, InterruptedException {
    return new Soak(folder, length, speed, seed, lines).run();
  }

  private Findings run() throws IOException, InterruptedException {
    int threads = Sampler.threads();
    int files = Sampler.openFiles();
    House house = new House(data, clock, seed);
    Visitors visitors = new Visitors(house.gatewayPort(), house.apiPort(), clock::time, seed);
    Sampler sampler = new Sampler(house, clock, data, scratch);
    try (house;
        visitors) {
      live(visitors, sampler);
    }
    Verdict replayed = replayed();
    return new Findings(
        List.copyOf(samples),
        List.copyOf(sampler.leaked()),
        house.kinds(),
        house.workers().started(),
        house.workers().crashed(),
        visitors.came(),
        visitors.refused(),
        Sampler.threads() - threads,
        Sampler.openFiles() - files,
        replayed.slots(),
        replayed.isEqual());
  }

  private void live(Visitors visitors, Sampler sampler) throws IOException, InterruptedException {
    lines.accept(Sample.HEAD);
    Timetable sampling = new Timetable(SAMPLE_EVERY);
    Timetable changes = new Timetable(CHANGE_EVERY);
    Timetable following = new Timetable(FOLLOW_EVERY);
    Timetable reading = new Timetable(READ_EVERY);
    while (clock.time().compareTo(length) < 0) {
      clock.sleep(STEP.toNanos());
      Duration now = clock.time();
      if (changes.isDue(now)) {
        visitors.change();
      }
      if (following.isDue(now)) {
        visitors.follow();
      }
      if (reading.isDue(now)) {
        visitors.metrics();
      }
      if (sampling.isDue(now)) {
        samples.add(sampler.sample());
        lines.accept(samples.getLast().line());
      }
    }
  }

  /** Decides everything again that the journal still has. */
  private Verdict replayed() throws IOException {
    Replay replay = new Replay(new Recipes());
    JournalReader.of(data.resolve("journal")).read(replay);
    return replay.verdict();
  }

  /** Something that is to be done every so often. */
  private static final class Timetable {
    private final Duration every;
    private Duration due;

    Timetable(Duration every) {
      this.every = every;
      this.due = every;
    }

    boolean isDue(Duration now) {
      boolean isDue = now.compareTo(due) >= 0;
      while (now.compareTo(due) >= 0) {
        due = due.plus(every);
      }
      return isDue;
    }
  }
}
