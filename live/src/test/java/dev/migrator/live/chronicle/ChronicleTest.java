package dev.migrator.live.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.core.plan.Reason;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.EventRecord;
import dev.migrator.live.history.History;
import dev.migrator.live.history.HistoryHealth;
import dev.migrator.live.history.PlanRecord;
import dev.migrator.live.history.RetrainingCourse;
import dev.migrator.live.history.RetrainingRecord;
import dev.migrator.live.history.ServiceRecord;
import dev.migrator.live.history.SlotRecord;
import dev.migrator.live.history.StepRecord;
import dev.migrator.live.history.TurnRecord;
import dev.migrator.live.journal.Happening;
import dev.migrator.live.work.ObservedBatches;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.TenantView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the chronicle makes of what it hears and sees, turn by turn. */
final class ChronicleTest {
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Profile PROFILE = GPU.baseProfiles().getFirst();
  private static final Placement PLACE = new Placement(PROFILE, PROFILE.starts().getFirst());
  private static final Task.Retrain RETRAIN = new Task.Retrain("cats", "quick");
  private static final long SECOND = 1_000_000_000;

  private final List<TurnRecord> kept = new ArrayList<>();
  private final EventLog events = new EventLog(() -> Instant.ofEpochSecond(7), _ -> {});
  private final Workers workers = new Workers();
  private long nanos;
  private Chronicle chronicle = chronicle();

  /** Workers as a test wants them. */
  private static final class Workers implements WorkerSight {
    InstanceState state = InstanceState.STARTING;
    boolean busy = true;
    List<WorkerReading> readings = List.of();

    @Override
    public InstanceState state(String instance) {
      return state;
    }

    @Override
    public boolean isBusy(String instance) {
      return busy;
    }

    @Override
    public List<WorkerReading> workers() {
      return readings;
    }
  }

  @BeforeEach
  void begin() {
    nanos = 0;
    chronicle = chronicle();
    chronicle.begins(0, Duration.ofSeconds(1), 4, List.of());
  }

  private Chronicle chronicle() {
    return new Chronicle(
        new History() {
          @Override
          public void keep(TurnRecord turn) {
            kept.add(turn);
          }

          @Override
          public HistoryHealth health() {
            return HistoryHealth.NONE;
          }
        },
        () -> Instant.ofEpochSecond(1_000).plusNanos(nanos),
        () -> nanos,
        events);
  }

  @Test
  void tellsOfEachSlotWhatWasForecastOfIt() {
    Map<String, Forecast> forecasts =
        Map.of("cats", new Forecast(new double[] {5, 6, 7}, List.of(), new double[0][]));
    chronicle.slotEnded(-1, List.of(cats(0, 0.5)), Map.of());
    chronicle.planningEnded(0, EnumSet.of(Reason.WINDOW_BEGINS), 3);
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of());
    for (int slot = 0; slot < 4; slot++) {
      nanos += SECOND;
      chronicle.slotEnded(slot, List.of(cats(0, 0.5)), forecasts);
      chronicle.turnEnded(List.of(cats(0, 0.5)), List.of());
    }
    assertThat(kept.getFirst().tenants().getFirst().forecast()).isEmpty();
    assertThat(kept.subList(1, 5))
        .extracting(turn -> turn.tenants().getFirst().forecast())
        .containsExactly(
            OptionalDouble.of(5),
            OptionalDouble.of(6),
            OptionalDouble.of(7),
            OptionalDouble.empty());
    SlotRecord slot = kept.get(1).tenants().getFirst();
    assertThat(slot.outcome()).isEqualTo(new Outcome(10, 8, 1, 1, 2, 4));
    assertThat(kept.get(1).length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(kept.get(4).window()).isZero();
  }

  @Test
  void tellsWhatCameBeforeTheFirstSlotOnlyIfThereWasSomething() {
    chronicle.slotEnded(-1, List.of(view(0, 0.5, Outcome.NONE, List.of())), Map.of());
    chronicle.turnEnded(List.of(), List.of());
    chronicle.slotEnded(
        -1, List.of(view(0, 0.5, new Outcome(1, 0, 0, 1, 0, 0), List.of())), Map.of());
    chronicle.turnEnded(List.of(), List.of());
    assertThat(kept.get(0).tenants()).isEmpty();
    assertThat(kept.get(1).tenants()).hasSize(1);
    assertThat(kept.get(1).window()).isEqualTo(-1);
  }

  @Test
  void tellsWhyAPlanWasMadeAndWhatBecameOfIt() {
    Plan plan = new Plan("migrator", 4, List.of(), 7, 8);
    chronicle.slotEnded(-1, List.of(), Map.of());
    chronicle.planningEnded(0, EnumSet.of(Reason.WINDOW_BEGINS, Reason.BACKLOG), 12.5);
    chronicle.planned(0, plan);
    chronicle.planningEnded(0, EnumSet.of(Reason.BACKLOG), 1);
    chronicle.refused(0, plan, List.of("too large", "too late"));
    chronicle.plannerFailed(0, "out of luck");
    chronicle.planned(0, new Plan("migrator", 4, List.of(), 0, Double.MAX_VALUE));
    chronicle.turnEnded(List.of(), List.of());
    List<PlanRecord> plans = kept.getFirst().plans();
    assertThat(plans)
        .extracting(PlanRecord::outcome)
        .containsExactly(
            PlanRecord.Outcome.APPLIED, PlanRecord.Outcome.REFUSED, PlanRecord.Outcome.FAILED);
    assertThat(plans.get(0).reasons()).containsExactly("window_begins", "backlog");
    assertThat(plans.get(0).planningMillis()).isEqualTo(12.5);
    assertThat(plans.get(0).bound()).hasValue(8);
    assertThat(plans.get(1).detail()).isEqualTo("too large; too late");
    assertThat(plans.get(2).detail()).isEqualTo("out of luck");
    assertThat(plans.get(2).bound()).isEmpty();
  }

  @Test
  void tellsHowLongStepsTookAndForWhomTheyWere() {
    chronicle.slotEnded(-1, List.of(cats(0, 0.5)), Map.of());
    chronicle.step(0, new Step.Create("i", PLACE));
    chronicle.step(0, new Step.Start("i", new Task.Infer("cats")));
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of(serving(InstanceState.CREATING)));
    nanos += 300_000_000;
    chronicle.happened("i", Happening.CREATED, "");
    nanos += SECOND;
    workers.state = InstanceState.READY;
    chronicle.look(workers);
    chronicle.step(1, new Step.Admit("i"));
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of(serving(InstanceState.READY)));
    chronicle.step(2, new Step.Drain("i"));
    chronicle.step(2, new Step.Destroy("i"));
    nanos += SECOND;
    workers.busy = false;
    chronicle.look(workers);
    nanos += SECOND;
    chronicle.happened("i", Happening.NOT_DESTROYED, "busy");
    chronicle.happened("i", Happening.DESTROYED, "");
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of());

    assertThat(told(kept.get(0))).containsExactly("create  open -", "start cats open -");
    assertThat(told(kept.get(1)))
        .containsExactly("create  done 300", "start cats done 1300", "admit cats told -");
    assertThat(told(kept.get(2))).containsExactly("drain cats done 1000", "destroy cats done 2000");
    assertThat(kept.get(2).steps().getFirst().placement()).isEqualTo(PLACE.toString());
  }

  @Test
  void tellsOfStepsThatCameToNothing() {
    chronicle.slotEnded(-1, List.of(), Map.of());
    chronicle.step(0, new Step.Create("i", PLACE));
    chronicle.step(0, new Step.Start("i", new Task.Infer("cats")));
    chronicle.happened("i", Happening.NOT_CREATED, "no room");
    chronicle.step(0, new Step.Create("j", PLACE));
    chronicle.step(0, new Step.Start("j", new Task.Infer("cats")));
    chronicle.step(0, new Step.Destroy("j"));
    chronicle.happened("j", Happening.DESTROYED, "");
    chronicle.step(0, new Step.Create("k", PLACE));
    chronicle.happened("k", Happening.LOST, "");
    chronicle.turnEnded(List.of(), List.of());
    assertThat(told(kept.getFirst()))
        .containsExactly(
            "create  failed 0",
            "start cats cancelled 0",
            "create  cancelled 0",
            "start cats cancelled 0",
            "destroy cats done 0",
            "create  lost 0");
    assertThat(kept.getFirst().steps().getFirst().detail()).isEqualTo("no room");
  }

  @Test
  void tellsWhatWasExpectedOfARetrainingAndWhatCameOfIt() {
    retrainUntilSwap(1);
    RetrainingRecord swapped = last();
    assertThat(swapped.accuracyBefore()).isEqualTo(0.5);
    assertThat(swapped.accuracyExpected()).hasValue(0.8);
    RetrainingCourse course = swapped.course();
    assertThat(course.outcome()).isEqualTo(RetrainingCourse.Outcome.SWAPPED);
    assertThat(course.setup()).contains(Duration.ofSeconds(2));
    assertThat(course.expected()).contains(Duration.ofSeconds(9));
    assertThat(course.took()).contains(Duration.ofSeconds(7));
    assertThat(course.replaced()).hasValue(0.4);
    assertThat(course.claimed()).hasValue(0.75);
    assertThat(course.measured()).isEmpty();
    assertThat(kept.getLast().steps().getLast().outcome()).isEqualTo(StepRecord.Outcome.DONE);

    chronicle.slotEnded(2, List.of(cats(1, 0.72)), Map.of());
    chronicle.turnEnded(List.of(cats(1, 0.72)), List.of());
    assertThat(kept.getLast().retrainings()).isEmpty();
    chronicle.slotEnded(3, List.of(cats(1, 0.7)), Map.of());
    chronicle.turnEnded(List.of(cats(1, 0.7)), List.of());
    assertThat(last().course().measured()).hasValue(0.7);
  }

  @Test
  void tellsOfARetrainingThatMadeNoWeights() {
    retrainUntilSwap(0);
    assertThat(last().course().outcome()).isEqualTo(RetrainingCourse.Outcome.FAILED);
    assertThat(kept.getLast().steps().getLast().outcome()).isEqualTo(StepRecord.Outcome.FAILED);
  }

  @Test
  void tellsOfARetrainingThatWasPausedAndOneThatWasGivenUp() {
    chronicle.slotEnded(-1, List.of(cats(0, 0.5)), Map.of());
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of(training("i", InstanceState.READY)));
    chronicle.step(1, new Step.Checkpoint("i"));
    chronicle.step(1, new Step.Drain("i"));
    chronicle.turnEnded(
        List.of(cats(0, 0.5)),
        List.of(training("i", InstanceState.DRAINING), training("j", InstanceState.READY)));
    assertThat(kept.getLast().retrainings())
        .extracting(one -> one.instance() + " " + one.course().outcome())
        .containsExactly("i PAUSED", "j RUNNING");
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of(training("j", InstanceState.DRAINING)));
    assertThat(last().course().outcome()).isEqualTo(RetrainingCourse.Outcome.CANCELLED);
  }

  @Test
  void tellsWhatBatchesTookSinceTheLastSlot() {
    chronicle.slotEnded(0, List.of(view(0, 0.5, Outcome.NONE, List.of(batches(10, 4)))), Map.of());
    chronicle.turnEnded(List.of(), List.of());
    chronicle.slotEnded(1, List.of(view(0, 0.5, Outcome.NONE, List.of(batches(30, 6)))), Map.of());
    chronicle.turnEnded(List.of(), List.of());
    // It has left and come again.
    chronicle.slotEnded(2, List.of(view(0, 0.5, Outcome.NONE, List.of(batches(5, 2)))), Map.of());
    chronicle.turnEnded(List.of(), List.of());
    assertThat(kept)
        .extracting(turn -> turn.services().getFirst())
        .containsExactly(
            new ServiceRecord("cats", PROFILE.name(), 8, 10, 40, 30),
            new ServiceRecord("cats", PROFILE.name(), 8, 20, 140, 60),
            new ServiceRecord("cats", PROFILE.name(), 8, 5, 10, 15));
  }

  @Test
  void tellsEachEventOnceButForSteps() {
    events.add("tenant-joined", "cats", "hello");
    events.add("step", "", "Drain");
    chronicle.slotEnded(0, List.of(), Map.of());
    chronicle.turnEnded(List.of(), List.of());
    events.add("tenant-left", "cats", "bye");
    chronicle.turnEnded(List.of(), List.of());
    events.add("stopping", "", "over");
    chronicle.ends();
    assertThat(kept)
        .extracting(turn -> turn.events().stream().map(EventRecord::kind).toList())
        .containsExactly(List.of("tenant-joined"), List.of("tenant-left"), List.of("stopping"));
  }

  private void retrainUntilSwap(int version) {
    chronicle.slotEnded(-1, List.of(cats(0, 0.5)), Map.of());
    chronicle.turnEnded(List.of(cats(0, 0.5)), List.of(training("i", InstanceState.CREATING)));
    nanos += 2 * SECOND;
    workers.state = InstanceState.READY;
    workers.readings = List.of(reading(Duration.ofSeconds(9)));
    chronicle.look(workers);
    nanos += 7 * SECOND;
    workers.readings = List.of(reading(Duration.ZERO));
    chronicle.look(workers);
    chronicle.slotEnded(1, List.of(cats(0, 0.4)), Map.of());
    chronicle.step(2, new Step.Swap("i", RETRAIN));
    chronicle.turnEnded(
        List.of(cats(version, 0.75)), List.of(training("i", InstanceState.DRAINING)));
  }

  private RetrainingRecord last() {
    return kept.getLast().retrainings().getLast();
  }

  private static List<String> told(TurnRecord turn) {
    return turn.steps().stream()
        .map(
            step ->
                "%s %s %s %s"
                    .formatted(
                        step.kind(),
                        step.tenant(),
                        step.outcome().name().toLowerCase(Locale.ROOT),
                        step.took().map(took -> "" + took.toMillis()).orElse("-")))
        .toList();
  }

  private static ObservedInstance serving(InstanceState state) {
    return new ObservedInstance(
        "i", PLACE, new Task.Infer("cats"), state, Duration.ZERO, false, Duration.ZERO);
  }

  private static ObservedInstance training(String instance, InstanceState state) {
    return new ObservedInstance(
        instance, PLACE, RETRAIN, state, Duration.ZERO, false, Duration.ofSeconds(1));
  }

  private static WorkerReading reading(Duration left) {
    return new WorkerReading("i", RETRAIN, Duration.ZERO, false, left);
  }

  private static ObservedBatches batches(long count, double mean) {
    return new ObservedBatches(PROFILE, 8, count, mean, 3);
  }

  private static TenantView cats(int version, double accuracy) {
    return view(version, accuracy, new Outcome(10, 8, 1, 1, 2, 4), List.of());
  }

  private static TenantView view(
      int version, double accuracy, Outcome last, List<ObservedBatches> batches) {
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(8, 100_000_000)));
    ServiceProfile service =
        new ServiceProfile(
            "model", GPU.name(), Map.of(PROFILE, curve), Map.of(PROFILE, 1.0), "made up");
    TenantSettings settings =
        new TenantSettings(
            new Tenant("cats", service, Duration.ofSeconds(1), 1),
            "model",
            Token.of("secret"),
            10,
            Optional.empty(),
            64,
            Map.of(),
            List.of());
    return new TenantView(
        settings,
        version,
        accuracy,
        0,
        0,
        List.of(new RetrainingChoice("quick", Duration.ofSeconds(3), 0.8)),
        1,
        batches,
        last,
        last);
  }
}
