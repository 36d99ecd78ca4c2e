package dev.migrator.worker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The networks on PyTorch: what is held, what is frozen, what is refused. */
final class NetworkTest {
  private static final long MOST_GROWTH_BYTES = 64L << 20;

  @BeforeAll
  static void load() throws Refused {
    Torch.load(Optional.of(Path.of("target/djl")));
  }

  static List<Network> networks() {
    return List.of(new Convolutional(), new Perceptron());
  }

  /** On some processors convolutions of several images were wrong, see {@link Processor}. */
  @ParameterizedTest
  @MethodSource("networks")
  void predictsWhatPlainArithmeticPredicts(Network network) throws Exception {
    Saved weights = Parameters.random(network, 3);
    SplittableRandom random = new SplittableRandom(4);
    try (NetworkModel model = new NetworkModel(network, weights)) {
      for (int count : new int[] {1, 2, 3, 8, 32}) {
        double[] inputs = random.doubles((long) count * network.values(), -2, 2).toArray();
        float[] found = model.predict(floats(inputs), count).probabilities();
        double[] right = PlainArithmetic.probabilities(network, weights.arrays(), inputs);
        for (int i = 0; i < right.length; i++) {
          assertThat((double) found[i]).as("%d of %d", i, count).isCloseTo(right[i], within(1e-5));
        }
      }
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void holdsNothingOfAPredictionWhenItIsGiven(Network network) throws Exception {
    try (NetworkModel model = new NetworkModel(network, Parameters.random(network, 1))) {
      float[] inputs = new float[64 * network.values()];
      predict(model, inputs, 1);
      int before = model.arraysHeld();
      predict(model, inputs, 100);
      assertThat(model.arraysHeld()).isEqualTo(before);
    }
  }

  @Test
  @Tag("long")
  void takesNoMoreOfTheMachinesMemoryHoweverManyItPredicts() throws Exception {
    Network network = new Convolutional();
    try (NetworkModel model = new NetworkModel(network, Parameters.random(network, 1))) {
      float[] inputs = new float[64 * network.values()];
      predict(model, inputs, 1_000);
      long bytes = residentBytes();
      predict(model, inputs, 2_000);
      // Their inputs alone are 131 MB, what the layers make of them far more.
      assertThat(residentBytes() - bytes).isLessThan(MOST_GROWTH_BYTES);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void holdsNothingOfOldWeightsOrOfLessonsLearned(Network network) throws Exception {
    Saved weights = Parameters.random(network, 1);
    try (NetworkModel model = new NetworkModel(network, weights);
        Trainer trainer = new Trainer(network, Choice.ALL_LAYERS, weights)) {
      float[] inputs = new float[32 * network.values()];
      trainer.learn(inputs, new int[32], 0.01f);
      int before = model.arraysHeld();
      int learning = trainer.arraysHeld();
      for (int i = 0; i < 20; i++) {
        model.take(weights);
        trainer.learn(inputs, new int[32], 0.01f);
      }
      assertThat(model.arraysHeld()).isEqualTo(before);
      assertThat(trainer.arraysHeld()).isEqualTo(learning);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void lastLayerChangesNothingElseAndAllLayersAll(Network network) throws Exception {
    Saved begin = Parameters.random(network, 1);
    int all = network.parameters().size();
    assertThat(changed(network, Choice.LAST_LAYER, begin)).containsExactly(all - 2, all - 1);
    assertThat(changed(network, Choice.ALL_LAYERS, begin)).hasSize(all);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void refusesAnotherNetworksWeightsAndKeepsItsOwn(Network network) throws Exception {
    Network other = network instanceof Perceptron ? new Convolutional() : new Perceptron();
    try (NetworkModel model = new NetworkModel(network, Parameters.random(network, 1))) {
      float[] inputs = new float[network.values()];
      float[] before = model.predict(inputs, 1).probabilities();
      assertThatThrownBy(() -> model.take(Parameters.random(other, 1)))
          .isInstanceOf(Refused.class)
          .hasMessageContaining(other.name());
      Saved few = Parameters.saved(network, List.of(new float[3]));
      assertThatThrownBy(() -> model.take(few)).hasMessageContaining("do not fit");
      assertThat(model.predict(inputs, 1).probabilities()).isEqualTo(before);
    }
  }

  private static List<Integer> changed(Network network, Choice choice, Saved begin) throws Refused {
    try (Trainer trainer = new Trainer(network, choice, begin)) {
      float[] inputs = new float[32 * network.values()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = (float) Math.sin(i);
      }
      int[] labels = IntStream.range(0, 32).map(i -> i % 10).toArray();
      trainer.learn(inputs, labels, 0.1f);
      Saved after = trainer.weights();
      return IntStream.range(0, begin.arrays().size())
          .filter(i -> !Arrays.equals(begin.arrays().get(i), after.arrays().get(i)))
          .boxed()
          .toList();
    }
  }

  private static void predict(NetworkModel model, float[] inputs, int times) {
    for (int i = 0; i < times; i++) {
      model.predict(inputs, 64);
    }
  }

  // Without what the garbage collector has not taken yet, as far as it can be asked.
  private static long residentBytes() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElse("VmRSS: 0 kB");
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }
}
