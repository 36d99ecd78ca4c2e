package dev.migrator.live.history;

import dev.migrator.core.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Turns of a made-up run, a slot of a second each, from a seed. */
public final class Turns {
  /** When the first slot ended. */
  public static final Instant BEGAN = Instant.parse("2026-11-26T12:00:00Z");

  private final Run run = new Run(BEGAN.minusSeconds(1), 0, Duration.ofSeconds(1), 20);
  private final SplittableRandom random;
  private final List<String> tenants;
  private long slot;

  /** The sum of all outcomes so far. */
  public Outcome sum = Outcome.NONE;

  /** Of those tenants. */
  public Turns(long seed, String... tenants) {
    this.random = new SplittableRandom(seed);
    this.tenants = List.of(tenants);
  }

  /** The next turn. */
  public TurnRecord next() {
    Instant at = BEGAN.plusSeconds(slot);
    List<SlotRecord> slots = new ArrayList<>();
    List<ServiceRecord> services = new ArrayList<>();
    for (String tenant : tenants) {
      Outcome outcome = outcome();
      sum = sum.plus(outcome);
      slots.add(new SlotRecord(tenant, outcome, 0.9, 1, 1.25, OptionalDouble.of(100)));
      services.add(new ServiceRecord(tenant, "1g.10gb", 8, 10, 50e6, 40e6));
    }
    TurnRecord turn =
        new TurnRecord(
            run,
            at,
            slot,
            Duration.ofSeconds(1),
            slots,
            services,
            slot % 20 == 0 ? List.of(plan(at)) : List.of(),
            slot % 5 == 0 ? List.of(step(at)) : List.of(),
            slot % 20 == 5 ? List.of(retraining(at)) : List.of(),
            List.of(new EventRecord(slot + 1, at, "something", tenants.getFirst(), "happened")));
    slot++;
    return turn;
  }

  private Outcome outcome() {
    int arrived = random.nextInt(200);
    int late = random.nextInt(1 + arrived / 10);
    int dropped = random.nextInt(1 + arrived / 10);
    int inTime = arrived - late - dropped;
    return new Outcome(arrived, inTime, late, dropped, random.nextInt(10), 0.9 * inTime);
  }

  private PlanRecord plan(Instant at) {
    return new PlanRecord(
        1 + slot / 20,
        at,
        slot,
        "migrator",
        List.of("window_begins", "backlog"),
        PlanRecord.Outcome.APPLIED,
        20,
        3,
        1,
        1234.5,
        OptionalDouble.of(1250),
        12.5,
        "");
  }

  private StepRecord step(Instant at) {
    return new StepRecord(
        1 + slot / 5,
        at,
        slot,
        "create",
        "t" + slot,
        "1g.10gb@0",
        tenants.getFirst(),
        "",
        StepRecord.Outcome.DONE,
        Optional.of(Duration.ofMillis(300)),
        "");
  }

  private RetrainingRecord retraining(Instant at) {
    return new RetrainingRecord(
        1 + slot / 20,
        at,
        slot / 20,
        tenants.getFirst(),
        "all-layers",
        "t" + slot,
        "4g.40gb@0",
        0.7,
        OptionalDouble.of(0.9),
        RetrainingCourse.ASKED
            .began(Duration.ofSeconds(2), Duration.ofSeconds(5))
            .trained(Duration.ofSeconds(6))
            .swapped(at.plusSeconds(8), 0.65, 0.88)
            .measured(0.87));
  }
}
