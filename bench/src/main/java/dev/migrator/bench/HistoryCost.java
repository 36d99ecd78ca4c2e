package dev.migrator.bench;

import dev.migrator.core.model.Outcome;
import dev.migrator.live.history.EventRecord;
import dev.migrator.live.history.HistoryBounds;
import dev.migrator.live.history.HistoryHealth;
import dev.migrator.live.history.HistoryReader;
import dev.migrator.live.history.HistorySummary;
import dev.migrator.live.history.HistoryWriter;
import dev.migrator.live.history.PlanRecord;
import dev.migrator.live.history.RetrainingCourse;
import dev.migrator.live.history.RetrainingRecord;
import dev.migrator.live.history.Run;
import dev.migrator.live.history.ServiceRecord;
import dev.migrator.live.history.SlotRecord;
import dev.migrator.live.history.StepRecord;
import dev.migrator.live.history.TurnRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * What a history costs: time per turn of whoever hands it over and of whoever writes it, bytes
 * after some days, and how long a summary takes then.
 *
 * <p>The turns are made up, as many rows as a live system brought: each slot four batch sizes a
 * tenant, a plan each ten slots, a step each five, a retraining a window and tenant, an event each
 * ten. They are written as fast as they can be.
 */
public final class HistoryCost {
  private static final int TENANTS = 4;
  private static final int SLOTS_PER_WINDOW = 200;
  private static final int SLOTS_PER_DAY = 86_400;
  private static final Instant BEGAN = Instant.parse("2026-11-01T00:00:00Z");
  private static final Run RUN = new Run(BEGAN, 0, Duration.ofSeconds(1), SLOTS_PER_WINDOW);

  private final SplittableRandom random = new SplittableRandom(1);
  private final long began = System.nanoTime();
  private long slot;
  private long handed;

  private HistoryCost() {}

  /**
   * What it cost up to some slot.
   *
   * @param slots that were written
   * @param bytes of the files
   * @param kept turns
   * @param dropped turns
   * @param handedMicros what the one who hands a turn over waits, on average
   * @param writtenMillis what a turn takes to be written, on average
   */
  record Cost(
      long slots, long bytes, long kept, long dropped, double handedMicros, double writtenMillis) {}

  /**
   * Runs it.
   *
   * @param args days to be written, 1 and 7 unless given
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Integer> days =
        args.length == 0 ? List.of(1, 7) : List.of(args).stream().map(Integer::valueOf).toList();
    Path folder = Files.createTempDirectory("history");
    System.out.printf("in %s; %d tenants, windows of %d s%n", folder, TENANTS, SLOTS_PER_WINDOW);
    Path file = folder.resolve(HistoryWriter.NAME);
    List<Long> slots = days.stream().map(day -> (long) day * SLOTS_PER_DAY).toList();
    for (Cost cost : measure(file, slots)) {
      System.out.printf(
          "%d days: %.1f MB, kept %d turns, dropped %d; a turn is handed over in %.2f us and"
              + " written in %.3f ms%n",
          cost.slots() / SLOTS_PER_DAY,
          cost.bytes() / 1e6,
          cost.kept(),
          cost.dropped(),
          cost.handedMicros(),
          cost.writtenMillis());
    }
    ask(file, BEGAN.plusSeconds(slots.getLast()));
    goOn(file, slots.getLast());
  }

  /** Opening it to be written checks it as a whole. */
  private static void goOn(Path file, long slot) throws InterruptedException {
    HistoryCost cost = new HistoryCost();
    cost.slot = slot;
    try (HistoryWriter writer =
        HistoryWriter.begin(file, HistoryBounds.USUAL, System.out::println)) {
      writer.keep(cost.turn(slot));
      awaitAtMost(0, writer);
    }
    System.out.printf(
        "  opened to be written, checked and one turn written in %.0f ms%n",
        (System.nanoTime() - cost.began) * 1e-6);
  }

  /** Writes so many slots, one number after the other, to a new file. */
  static List<Cost> measure(Path file, List<Long> slots) throws InterruptedException {
    HistoryCost cost = new HistoryCost();
    List<Cost> costs = new ArrayList<>();
    try (HistoryWriter writer =
        HistoryWriter.begin(file, HistoryBounds.USUAL, System.out::println)) {
      for (long last : slots) {
        costs.add(cost.upTo(last, writer));
      }
    }
    return costs;
  }

  private Cost upTo(long last, HistoryWriter writer) throws InterruptedException {
    while (slot < last) {
      TurnRecord turn = turn(slot++);
      long before = System.nanoTime();
      writer.keep(turn);
      handed += System.nanoTime() - before;
      awaitAtMost(100, writer);
    }
    awaitAtMost(0, writer);
    HistoryHealth health = writer.health();
    double millis = (System.nanoTime() - began) * 1e-6;
    return new Cost(
        slot, health.bytes(), health.kept(), health.dropped(), handed * 1e-3 / slot, millis / slot);
  }

  private static void awaitAtMost(int waiting, HistoryWriter writer) throws InterruptedException {
    while (writer.health().waiting() > waiting) {
      Thread.sleep(1);
    }
  }

  private static void ask(Path file, Instant now) throws IOException {
    for (Duration back :
        List.of(Duration.ofMinutes(10), Duration.ofHours(20), Duration.ofDays(7))) {
      long began = System.nanoTime();
      try (HistoryReader reader = HistoryReader.open(file)) {
        long opened = System.nanoTime();
        HistorySummary summary = reader.summary(Optional.empty(), now.minus(back));
        System.out.printf(
            "  the last %s: opened in %.1f ms, summed up in %.1f ms%s, %d requests of %s%n",
            back,
            (opened - began) * 1e-6,
            (System.nanoTime() - opened) * 1e-6,
            summary.byWindow() ? " by windows" : "",
            summary.tenants().getFirst().arrived(),
            summary.tenants().getFirst().tenant());
      }
    }
  }

  private TurnRecord turn(long number) {
    Instant at = BEGAN.plusSeconds(number);
    List<SlotRecord> slots = new ArrayList<>();
    List<ServiceRecord> services = new ArrayList<>();
    List<RetrainingRecord> retrainings = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      String tenant = "tenant-" + i;
      slots.add(slot(tenant));
      for (int batch = 1; batch <= 8; batch *= 2) {
        services.add(new ServiceRecord(tenant, "1g.10gb", batch, 10, 5e7, 4e7));
      }
      if (number % SLOTS_PER_WINDOW == 10 * i) {
        retrainings.add(retraining(number, i, at, tenant));
      }
    }
    return new TurnRecord(
        RUN,
        at,
        number,
        Duration.ofSeconds(1),
        slots,
        services,
        number % 10 == 0 ? List.of(plan(number, at)) : List.of(),
        number % 5 == 0 ? List.of(step(number, at)) : List.of(),
        retrainings,
        number % 10 == 0
            ? List.of(new EventRecord(number, at, "worker-says", "tenant-0", "e".repeat(80)))
            : List.of());
  }

  private SlotRecord slot(String tenant) {
    int arrived = random.nextInt(1_000);
    double accuracy = random.nextDouble();
    return new SlotRecord(
        tenant,
        new Outcome(arrived, arrived, 0, 0, random.nextInt(20), arrived * accuracy),
        accuracy,
        17,
        1 + random.nextDouble(),
        OptionalDouble.of(random.nextDouble(1_000)));
  }

  private PlanRecord plan(long number, Instant at) {
    return new PlanRecord(
        number / 10,
        at,
        number,
        "migrator",
        List.of("forecast_missed"),
        PlanRecord.Outcome.APPLIED,
        200,
        9,
        4,
        random.nextDouble(),
        OptionalDouble.of(random.nextDouble()),
        random.nextDouble(),
        "");
  }

  private StepRecord step(long number, Instant at) {
    return new StepRecord(
        number / 5,
        at,
        number,
        "create",
        "t" + number + "-1g.10gb@4",
        "1g.10gb@4",
        "tenant-0",
        "",
        StepRecord.Outcome.DONE,
        Optional.of(Duration.ofNanos(random.nextLong(1_000_000_000))),
        "");
  }

  private static RetrainingRecord retraining(long number, int tenant, Instant at, String name) {
    return new RetrainingRecord(
        number / SLOTS_PER_WINDOW * TENANTS + tenant,
        at,
        number / SLOTS_PER_WINDOW,
        name,
        "all-layers",
        "t" + number + "-4g.40gb@0",
        "4g.40gb@0",
        0.7,
        OptionalDouble.of(0.9),
        RetrainingCourse.ASKED.swapped(at, 0.65, 0.88).measured(0.87));
  }
}
