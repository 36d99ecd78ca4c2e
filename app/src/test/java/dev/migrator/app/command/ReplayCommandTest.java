package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.Migrator;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.policy.Recipes;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.model.Plan;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.Entry;
import dev.migrator.live.journal.FileStorage;
import dev.migrator.live.journal.JournalReader;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.RecordedLoop;
import dev.migrator.live.journal.Recovery;
import dev.migrator.live.journal.Turn;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.Routing;
import dev.migrator.simulator.world.World;
import dev.migrator.simulator.world.WorldSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code replay}, as a user calls it: of a journal, of one that was changed, of none. */
class ReplayCommandTest {
  private static final LoadedScenario SMALL =
      ScenarioFile.parse(
              "small.yaml",
              """
              name: small
              gpus: {model: A100-80GB, profiles: [2g, 3g]}
              windows: {count: 3, length: 40s}
              tenants:
                - name: vision
                  model: resnet50
                  slo: 100ms
                  arrivals: {generate: bursty, mean: 300/s, history: 60s}
                  retraining:
                    - {before: 0.7, choices: [{name: quick, seconds: 4, after: 0.8}]}
                    - {before: 0.7, choices: [{name: quick, seconds: 4, after: 0.8}]}
                    - {before: 0.7, choices: [{name: quick, seconds: 4, after: 0.8}]}
                - name: text
                  model: bert
                  slo: 200ms
                  arrivals: {generate: bursty, mean: 60/s}
                  accuracy: 0.9
              """,
              List.of())
          .load();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"migrator", "static", "reactive", "ekya-mig", "paris", "miso"})
  void decidesAgainWhatWasDecided(String policy) throws IOException {
    Path journal = folder.resolve("journal");
    record(journal, policy, DurableJournal.Sizes.STANDARD);
    assertThat(replay(journal, "--output", "json")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("\"equal\" : true", "\"slots\" : 120");
  }

  @Test
  void decidesAgainFromTheFirstWindowThatIsLeft() throws IOException {
    Path journal = folder.resolve("journal");
    record(journal, "migrator", new DurableJournal.Sizes(20_000, 140_000));
    assertThat(replay(journal)).as(out + "" + err).isZero();
    assertThat(out.toString()).contains("equal: 40 slots");
  }

  @Test
  void namesTheFirstPlanThatDiffers() throws IOException {
    Path journal = folder.resolve("journal");
    Path changed = folder.resolve("changed");
    record(journal, "migrator", DurableJournal.Sizes.STANDARD);
    copy(journal, changed, entry -> entry.slot() < 40 ? entry : worthMore(entry));
    assertThat(replay(changed)).isEqualTo(1);
    assertThat(out.toString()).contains("different: 41 slots", "slot 40", "only here: none");
  }

  @Test
  void refusesEntriesThatDoNotFitTogether() throws IOException {
    Path journal = folder.resolve("journal");
    Path changed = folder.resolve("changed");
    record(journal, "static", DurableJournal.Sizes.STANDARD);
    copy(journal, changed, entry -> isTick(entry, 7) ? new Entry.Departed(7, "nobody") : entry);
    assertThat(replay(changed)).isEqualTo(2);
    assertThat(err.toString()).contains("do not fit together", "no tenant nobody");
  }

  @Test
  void refusesWhatIsNoJournal() throws IOException {
    assertThat(replay(folder)).isEqualTo(2);
    assertThat(err.toString()).contains("has no segments");
    Path journal = folder.resolve("journal");
    record(journal, "static", DurableJournal.Sizes.STANDARD);
    Path segment;
    try (var files = Files.list(journal)) {
      segment = files.filter(f -> f.toString().endsWith(".journal")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    bytes[100] ^= 1;
    Files.write(segment, bytes);
    assertThat(replay(journal)).isEqualTo(2);
    assertThat(err.toString()).contains("offset 8");
  }

  private static boolean isTick(Entry entry, long slot) {
    return entry instanceof Entry.Ticked && entry.slot() == slot;
  }

  private static Entry worthMore(Entry entry) {
    return entry instanceof Entry.Planned planned
        ? new Entry.Planned(planned.slot(), worthMore(planned.plan()))
        : entry;
  }

  private static Plan worthMore(Plan plan) {
    return new Plan(
        plan.planner(), plan.slots(), plan.instances(), plan.value() + 1, plan.bound() + 1);
  }

  private int replay(Path journal, String... options) {
    String[] args = {"replay", journal.toString()};
    String[] all = Arrays.copyOf(args, 2 + options.length);
    System.arraycopy(options, 0, all, 2, options.length);
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), all);
  }

  private static void copy(Path from, Path to, UnaryOperator<Entry> change) throws IOException {
    try (DurableJournal journal = open(to, DurableJournal.Sizes.STANDARD)) {
      JournalReader.of(from).read(entry -> journal.append(change.apply(entry)));
    }
  }

  private static DurableJournal open(Path folder, DurableJournal.Sizes sizes) throws IOException {
    return DurableJournal.open(FileStorage.open(folder), sizes, _ -> {});
  }

  /** Lets a simulated world be driven by a loop that is recorded. */
  private static void record(Path folder, String policy, DurableJournal.Sizes sizes)
      throws IOException {
    Experiment experiment = SMALL.experiment(Policies.sharing(policy));
    World world = world(experiment, Policies.routing(policy));
    List<Member> members =
        experiment.loopTenants().stream()
            .map(tenant -> new Member(tenant, "automatic", history(experiment, tenant.name())))
            .toList();
    try (DurableJournal journal = open(folder, sizes)) {
      RecordedLoop loop =
          RecordedLoop.begin(
              journal,
              experiment.settings(),
              members,
              Recipes.of(policy, SMALL.planning()),
              Recovery.NOTHING,
              new dev.migrator.live.journal.World(world, world, PlanAttempt.PATIENT, () -> 0),
              new Recipes());
      while (!world.isOver()) {
        assertThat(loop.tick()).isInstanceOf(Turn.Taken.class);
        world.advance();
      }
    }
  }

  private static List<Double> history(Experiment experiment, String tenant) {
    double[] before = experiment.histories().getOrDefault(tenant, new double[0]);
    return Arrays.stream(before).boxed().toList();
  }

  private static World world(Experiment experiment, Routing routing) {
    WorldSettings settings =
        WorldSettings.of(
                experiment.seed(),
                experiment.settings().slot(),
                experiment.settings().slotsPerWindow())
            .withWorkerStart(experiment.settings().workerStart())
            .with(routing);
    return new World(experiment.settings().models(), experiment.tenants(), settings);
  }
}
