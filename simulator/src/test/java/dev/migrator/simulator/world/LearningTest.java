package dev.migrator.simulator.world;

import static dev.migrator.core.model.InstanceState.READY;
import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.SECOND;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.choice;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.learner;
import static dev.migrator.simulator.world.Fixtures.retrain;
import static dev.migrator.simulator.world.Fixtures.states;
import static dev.migrator.simulator.world.Fixtures.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows of 20 slots of one second; a retraining is ready 5.8 s after it was asked for. */
class LearningTest {
  private static final RetrainingChoice QUICK = choice("quick", 4, 0.85);
  private static final RetrainingChoice THOROUGH = choice("thorough", 10, 0.90);
  private static final WindowLearning FIRST = window(0.70, QUICK, THOROUGH);
  private static final WindowLearning SECOND_WINDOW = window(0.75, choice("again", 4, 0.88));

  @Test
  void trainsFromTheInstantItIsReady() {
    World world = world(20, FIRST);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));

    assertThat(remaining(world)).isEqualTo(Duration.ofSeconds(4));
    advance(world, 5);
    assertThat(remaining(world)).isEqualTo(Duration.ofSeconds(4));
    advance(world, 1);
    assertThat(remaining(world)).isEqualTo(Duration.ofMillis(3_800));
    advance(world, 3);
    assertThat(remaining(world)).isEqualTo(Duration.ofMillis(800));
    advance(world, 1);
    assertThat(remaining(world)).isZero();
    assertThat(states(world)).containsEntry("r", READY);
  }

  @Test
  void trainsTwiceAsLongOnHalfTheSpeed() {
    World world = world(20, FIRST);
    createFor(world, "r", THREE, 0, retrain("vision", "quick"));

    assertThat(remaining(world)).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void newWeightsServeFromTheSwapOn() {
    World world = world(20, FIRST);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 10);
    assertThat(accuracy(world)).isEqualTo(0.70);

    world.swap(new Step.Swap("r", retrain("vision", "quick")));
    world.destroy(new Step.Destroy("r"));

    assertThat(accuracy(world)).isEqualTo(0.85);
    advance(world, 1);
    assertThat(world.instances()).isEmpty();
    assertThat(world.recording().tenants().getFirst().accuracy()).endsWith(0.70, 0.85);
  }

  @Test
  void swapsNothingThatHasNotEnded() {
    World world = world(20, FIRST);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 9);

    assertThatIllegalStateException()
        .isThrownBy(() -> world.swap(new Step.Swap("r", retrain("vision", "quick"))))
        .withMessageContaining("PT0.8S left");
  }

  @Test
  void aDrainedRetrainingIsGivenUp() {
    World world = world(20, FIRST);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 7);
    world.drain(new Step.Drain("r"));
    advance(world, 8);

    assertThat(remaining(world)).isEqualTo(Duration.ofMillis(2_800));
    assertThatIllegalStateException()
        .isThrownBy(() -> world.swap(new Step.Swap("r", retrain("vision", "quick"))));
  }

  @Test
  void whoSkipsARetrainingEntersTheNextWindowWorse() {
    World world = world(60, FIRST, SECOND_WINDOW, window(0.80));
    advance(world, 20);
    // The best choice gives 0.90, the next window begins with 0.75: 0.15 are lost.
    assertThat(accuracy(world)).isCloseTo(0.70 - 0.15, within(1e-12));
    assertThat(choices(world)).containsExactly("again");
    advance(world, 20);
    assertThat(accuracy(world)).isCloseTo(0.70 - 0.15 - 0.08, within(1e-12));
    assertThat(choices(world)).isEmpty();
  }

  @Test
  void whoTakesTheBestChoiceEntersTheNextWindowWithItsBefore() {
    World world = world(40, FIRST, SECOND_WINDOW);
    createFor(world, "r", SEVEN, 0, retrain("vision", "thorough"));
    advance(world, 16);
    world.swap(new Step.Swap("r", retrain("vision", "thorough")));
    advance(world, 4);

    assertThat(accuracy(world)).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void aRetrainingUnderWayLosesTheDriftToo() {
    World world = world(40, FIRST, SECOND_WINDOW);
    advance(world, 10);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 10);
    assertThat(accuracy(world)).isCloseTo(0.55, within(1e-12));
    world.swap(new Step.Swap("r", retrain("vision", "quick")));

    assertThat(accuracy(world)).isCloseTo(0.85 - 0.15, within(1e-12));
  }

  @Test
  void noDriftWhereTheNextWindowBeginsNoWorse() {
    World world = world(60, window(0.70), window(0.95), window(0.90));
    advance(world, 20);
    assertThat(accuracy(world)).isEqualTo(0.70);
    // A window without choices counts with its before: 0.95 - 0.90.
    advance(world, 20);
    assertThat(accuracy(world)).isCloseTo(0.65, within(1e-12));
  }

  @Test
  void accuracyIsNeverBelowZero() {
    World world = world(40, window(0.1, choice("great", 1, 1)), window(0));
    advance(world, 20);

    assertThat(accuracy(world)).isZero();
  }

  @Test
  void afterTheLastSlotNothingMoreIsLost() {
    World world = world(20, FIRST);
    advance(world, 20);

    assertThat(accuracy(world)).isEqualTo(0.70);
    assertThat(world.isOver()).isTrue();
  }

  @Test
  void refusesARunThatIsLongerThanItsLearning() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world(41, FIRST, SECOND_WINDOW))
        .withMessage(
            "vision: learning is 2 windows; expected an entry for each of the 3 windows of 20"
                + " slots. Maybe the run is too long for the data.");
  }

  @Test
  void errorsAreOfTheSizeThatWasSetAndTheSameForEveryPolicy() {
    WorldSettings settings = settings().withRetrainingError(new RetrainingError(0.3, 0.1));
    double logs = 0;
    double gains = 0;
    int seeds = 2_000;
    for (int seed = 0; seed < seeds; seed++) {
      Learning.Truth truth = truth(settings, seed);
      assertThat(truth(settings, seed)).isEqualTo(truth);
      logs += Math.pow(Math.log(truth.onWholeGpu().toNanos() / 4e9), 2);
      gains += Math.pow((truth.accuracyAfter() - 0.85) / 0.15, 2);
    }
    assertThat(Math.sqrt(logs / seeds)).isCloseTo(0.3, within(0.03));
    assertThat(Math.sqrt(gains / seeds)).isCloseTo(0.1, within(0.01));
  }

  @Test
  void plannersSeeTheEstimateTheWorldKeepsTheTruth() {
    WorldSettings settings = settings().withRetrainingError(new RetrainingError(0.3, 0.1));
    World world = new World(GPU, List.of(learner("vision", 20, FIRST)), settings);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));

    assertThat(world.tenants().getFirst().choices()).containsExactly(QUICK, THOROUGH);
    assertThat(remaining(world)).isNotEqualTo(Duration.ofSeconds(4));
  }

  private static Learning.Truth truth(WorldSettings settings, long seed) {
    WorldSettings seeded =
        new WorldSettings(
            seed,
            settings.slot(),
            settings.slotsPerWindow(),
            settings.workerStart(),
            settings.maxWaiting(),
            settings.retrainingError());
    return new Learning(learner("vision", 20, FIRST), 0, seeded).truth("quick").orElseThrow();
  }

  private static World world(int slots, WindowLearning... learning) {
    return new World(GPU, List.of(learner("vision", slots, learning)), settings());
  }

  private static WorldSettings settings() {
    return WorldSettings.of(1, SECOND, 20);
  }

  private static double accuracy(World world) {
    return world.tenants().getFirst().accuracy();
  }

  private static List<String> choices(World world) {
    return world.tenants().getFirst().choices().stream().map(RetrainingChoice::name).toList();
  }

  private static Duration remaining(World world) {
    return world.workers().getFirst().remaining();
  }
}
