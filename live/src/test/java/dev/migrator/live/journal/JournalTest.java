package dev.migrator.live.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.Caution;
import dev.migrator.core.control.ChoiceRule;
import dev.migrator.core.control.Guarded;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.CheckpointTimes;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceName;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.live.simulation.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again, and what was damaged is told from what was only torn. */
final class JournalTest {
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Placement PLACE = new Placement(GPU.profile("3g"), 4);
  private static final Task.Retrain TASK = new Task.Retrain("b", "full");

  @TempDir private Path folder;

  @Test
  void readsEveryKindOfEntryAsItWasWritten() throws IOException {
    List<Entry> written = everyKind();
    write(written);
    assertThat(entries()).isEqualTo(written);
    assertThat(written.stream().map(Entry::getClass).distinct())
        .as("kinds of entries")
        .hasSameSizeAs(Entry.class.getPermittedSubclasses());
  }

  @Test
  void readsReadingsThatWereWrittenBeforeThereWasASlowness() throws IOException {
    TenantReading reading = new TenantReading("a", 0.5, List.of(), Outcome.NONE);
    Entry now = new Entry.Readings(3, List.of(), List.of(), List.of(reading));
    Codec codec = new Codec();
    String json = new String(codec.bytes(now), StandardCharsets.UTF_8);
    String before = json.replace(",\"slowness\":1.0", "");
    assertThat(before).isNotEqualTo(json);
    assertThat(codec.entry(before.getBytes(StandardCharsets.UTF_8))).isEqualTo(now);
  }

  @Test
  void cutsOffATornTailAtEveryByte() throws IOException {
    write(List.of(began(), new Entry.Ticked(0), new Entry.Ticked(1)));
    byte[] whole = Files.readAllBytes(segment());
    write(List.of(new Entry.Ticked(2)));
    byte[] more = Files.readAllBytes(segment());
    for (int length = whole.length + 1; length < more.length; length++) {
      Files.write(segment(), Arrays.copyOf(more, length));
      List<String> notices = new ArrayList<>();
      try (DurableJournal journal = open(notices)) {
        assertThat(journal.memory().nextSlot()).isEqualTo(2);
      }
      assertThat(notices).hasSize(1).first().asString().contains("offset " + whole.length);
      assertThat(Files.size(segment())).isEqualTo(whole.length);
    }
  }

  @Test
  void namesTheOffsetOfEveryDamagedByteThatHadBeenOnDisk() throws IOException {
    write(List.of(began(), new Entry.Ticked(0)));
    long damageable = Files.size(segment());
    write(List.of(new Entry.Ticked(1)));
    byte[] whole = Files.readAllBytes(segment());
    for (int at = 0; at < damageable; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(segment(), damaged);
      assertThatThrownBy(() -> open(new ArrayList<>()))
          .as("byte %d", at)
          .isInstanceOf(CorruptJournalException.class)
          .hasMessageContaining("offset");
    }
  }

  @Test
  void goesOnWhereItEnded() throws IOException {
    write(List.of(began(), new Entry.Ticked(0)));
    write(List.of(new Entry.Intended(0, new Step.Create("i", PLACE))));
    assertThat(entries()).hasSize(3);
  }

  @Test
  void belongsToOneProcess() throws IOException {
    try (DurableJournal journal = open(new ArrayList<>())) {
      assertThat(journal.bytes()).isPositive();
      assertThatThrownBy(() -> FileStorage.open(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process");
    }
  }

  @Test
  void staysBelowItsBoundAndForgetsNothingThatMatters() throws IOException {
    DurableJournal.Sizes sizes = new DurableJournal.Sizes(20_000, 60_000);
    try (DurableJournal journal = DurableJournal.open(FileStorage.open(folder), sizes, _ -> {})) {
      journal.append(began());
      journal.append(new Entry.Intended(0, new Step.Create("i", PLACE)));
      journal.append(new Entry.Intended(0, new Step.Start("i", new Task.Infer("a"))));
      for (int slot = 5; slot < 3_000; slot++) {
        journal.tick(slot);
        journal.append(readings(slot));
        assertThat(journal.bytes()).isLessThan(60_000 + 3 * 20_000);
      }
    }
    try (DurableJournal journal = open(new ArrayList<>())) {
      Memory memory = journal.memory();
      assertThat(memory.nextSlot()).isEqualTo(3_000);
      assertThat(memory.instances()).extracting(Known::id).containsExactly("i", "old");
      assertThat(memory.members()).extracting(m -> m.before().size()).first().isEqualTo(2 + 2_994);
    }
  }

  /** As with many tenants: what a segment begins with is more than twice what fills one. */
  @Test
  void beginsNoSegmentInEverySlotHoweverMuchItBeginsWith() throws IOException {
    DurableJournal.Sizes sizes = new DurableJournal.Sizes(4_000, 1_000_000);
    try (DurableJournal journal = DurableJournal.open(FileStorage.open(folder), sizes, _ -> {})) {
      journal.append(began());
      for (int slot = 5; slot < 3_000; slot++) {
        journal.tick(slot);
        journal.append(readings(slot));
      }
      long bytes = journal.bytes();
      for (int slot = 3_001; slot < 3_005; slot++) {
        journal.tick(slot);
        journal.append(readings(slot));
      }
      assertThat(journal.bytes() - bytes).isLessThan(sizes.segmentBytes());
    }
  }

  @Test
  void refusesEverythingAfterItCouldNotBeWritten() throws IOException {
    FlakyStorage storage = new FlakyStorage(FileStorage.open(folder));
    try (DurableJournal journal =
        DurableJournal.open(storage, DurableJournal.Sizes.STANDARD, _ -> {})) {
      journal.append(began());
      storage.isFull = true;
      Step step = new Step.Create("i", PLACE);
      assertThatThrownBy(() -> journal.step(0, step))
          .isInstanceOf(JournalFailedException.class)
          .hasMessageContaining("No space left");
      storage.isFull = false;
      assertThatThrownBy(() -> journal.step(0, step)).isInstanceOf(JournalFailedException.class);
      assertThat(journal.failure()).isPresent();
    }
    try (DurableJournal journal = open(new ArrayList<>())) {
      assertThat(journal.memory().instances()).extracting(Known::id).containsExactly("old");
      journal.step(0, new Step.Create("i", PLACE));
    }
  }

  @Test
  void knowsWhoWasRetrainedInThisWindow() throws IOException {
    try (DurableJournal journal = open(new ArrayList<>())) {
      journal.append(began());
      journal.append(new Entry.Ticked(18));
      journal.step(18, new Step.Swap("old", new Task.Retrain("a", "full")));
      assertThat(journal.memory().start().retrained()).containsExactlyInAnyOrder("a", "b");
      journal.append(new Entry.Ticked(19));
      assertThat(journal.memory().start().retrained()).as("for slot 20").isEmpty();
      journal.append(new Entry.Ticked(20));
      journal.step(20, new Step.Swap("old", TASK));
      assertThat(journal.memory().start().retrained()).as("of the window before").isEmpty();
    }
  }

  @Test
  void aLateRetrainingIsOfTheWindowInWhichItBegan() throws IOException {
    String late = InstanceName.of(15, PLACE);
    String own = InstanceName.of(20, PLACE);
    try (DurableJournal journal = open(new ArrayList<>())) {
      journal.append(began());
      journal.append(new Entry.Ticked(20));
      journal.append(new Entry.Ticked(21));
      journal.step(21, new Step.Swap(late, new Task.Retrain("a", "full")));
      assertThat(journal.memory().start().retrained()).isEmpty();
      journal.step(21, new Step.Swap(own, new Task.Retrain("a", "full")));
      assertThat(journal.memory().start().retrained()).containsExactly("a");
    }
  }

  @Test
  void knowsWhatIsOpen() throws IOException {
    try (DurableJournal journal = open(new ArrayList<>())) {
      journal.append(began());
      journal.append(new Entry.Ticked(5));
      journal.step(5, new Step.Create("x", PLACE));
      assertThat(journal.memory().openIntents()).extracting(Known::id).containsExactly("x");
      journal.append(new Entry.Happened(5, "x", Happening.CREATED, ""));
      assertThat(journal.memory().openIntents()).isEmpty();
      journal.step(5, new Step.Destroy("x"));
      assertThat(journal.memory().openIntents()).extracting(Known::id).containsExactly("x");
      journal.append(new Entry.Happened(6, "x", Happening.DESTROYED, ""));
      assertThat(journal.memory().instances()).extracting(Known::id).containsExactly("old");
    }
  }

  private void write(List<Entry> entries) throws IOException {
    try (DurableJournal journal = open(new ArrayList<>())) {
      for (Entry entry : entries) {
        journal.append(entry);
        journal.force();
      }
    }
  }

  private DurableJournal open(List<String> notices) throws IOException {
    return DurableJournal.open(
        FileStorage.open(folder), DurableJournal.Sizes.STANDARD, notices::add);
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    JournalReader.of(folder).read(entries::add);
    return entries;
  }

  private Path segment() {
    return folder.resolve(Segments.name(0));
  }

  private static Entry.Began began() {
    LoopSettings settings =
        Setting.settings(GPU, 2)
            .with(Caution.QUANTILES)
            .with(
                new RetrainingSettings(
                    ChoiceRule.FASTEST,
                    Optional.of(
                        new CheckpointTimes(Duration.ofMillis(1_500), Duration.ofSeconds(2)))));
    Member a = Setting.member("a", GPU);
    List<Member> members =
        List.of(new Member(a.tenant(), "holt", List.of(1.5, 0.1 + 0.2)), Setting.member("b", GPU));
    Known old = new Known("old", PLACE, Optional.of(TASK), Known.Phase.PRESENT);
    return new Entry.Began(
        5,
        Entry.Cause.FRESH,
        settings,
        members,
        Setting.random(7, true),
        List.of("b"),
        List.of(old));
  }

  private static Entry.Readings readings(long slot) {
    return new Entry.Readings(
        slot,
        List.of(new InstanceReading("i", PLACE.on(1), InstanceState.READY)),
        List.of(new WorkerReading("i", TASK, Duration.ofNanos(1_234_567_891), true, Duration.ZERO)),
        List.of(
            new TenantReading(
                "a",
                0.1 + 0.2,
                List.of(new RetrainingChoice("full", Duration.ofSeconds(3), 0.9)),
                new Outcome(1, 2, 3, 4, 5, 1.0 / 3),
                List.of(new Checkpoint("full", Duration.ofSeconds(1))),
                1.0 / 3)));
  }

  private static List<Entry> everyKind() {
    Plan plan =
        new Plan("p", 9, List.of(new PlannedInstance(PLACE, TASK, 0, 2, 5, false)), 1.0 / 7, 1e300);
    List<Entry> entries =
        new ArrayList<>(
            List.of(
                began(),
                new Entry.Joined(5, Setting.member("c", GPU)),
                new Entry.Departed(5, "c"),
                new Entry.Ticked(5),
                readings(5),
                new Entry.Planned(5, plan),
                new Entry.Refused(5, plan, List.of("x: y is z.")),
                new Entry.PlannerFailed(5, Guarded.Call.PLAN, "java.lang.Error: \u00e9"),
                new Entry.Happened(5, "i", Happening.NOT_CREATED, "why")));
    for (Step step :
        List.of(
            new Step.Create("i", PLACE),
            new Step.Start("i", TASK),
            new Step.Admit("i"),
            new Step.Withhold("i"),
            new Step.Checkpoint("i"),
            new Step.Drain("i"),
            new Step.Destroy("i"),
            new Step.Swap("i", TASK))) {
      entries.add(new Entry.Intended(5, step));
    }
    return entries;
  }
}
