package dev.migrator.worker.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.stream.Drift;
import dev.migrator.stream.Example;
import dev.migrator.stream.ExampleStream;
import dev.migrator.stream.Examples;
import dev.migrator.stream.VectorStream;
import dev.migrator.worker.contract.Orders;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.contract.Speech;
import dev.migrator.worker.model.Saved;
import dev.migrator.worker.network.Choice;
import dev.migrator.worker.network.Network;
import dev.migrator.worker.network.Parameters;
import dev.migrator.worker.network.Perceptron;
import dev.migrator.worker.network.Torch;
import dev.migrator.worker.network.Trainer;
import dev.migrator.worker.pace.Clocks;
import dev.migrator.worker.pace.Pacer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real training in the drifting world: what drift costs, and that retraining brings it back. */
final class RetrainingTest {
  private static final Duration WINDOW = Duration.ofSeconds(200);
  private static final Duration BEFORE = Duration.ofSeconds(1_000);
  private static final Duration AFTER = BEFORE.plus(WINDOW);
  private static final Network NETWORK = new Perceptron();
  private static final ExampleStream STREAM = new VectorStream(1, Drift.within(WINDOW));

  @TempDir Path folder;

  @BeforeAll
  static void load() throws Refused {
    Torch.load(Optional.of(Path.of("target/djl")));
  }

  @Test
  void driftCostsAccuracyAndRetrainingBringsItBack() throws Exception {
    Saved old = retrained(Choice.ALL_LAYERS, BEFORE, Parameters.random(NETWORK, 1));
    double before = accuracy(old, BEFORE);
    double after = accuracy(old, AFTER);
    assertThat(before).isGreaterThan(0.85);
    assertThat(after).isLessThan(before - 0.1);
    for (Choice choice : Choice.values()) {
      assertThat(accuracy(retrained(choice, AFTER, old), AFTER))
          .as(choice.toString())
          .isGreaterThan(after + (before - after) / 2);
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsWhateverTheShare() throws Exception {
    Saved begin = Parameters.random(NETWORK, 1);
    Saved whole = retrained(Choice.ALL_LAYERS, BEFORE, begin, 1, 300);
    Saved half = retrained(Choice.ALL_LAYERS, BEFORE, begin, 0.5, 300);
    for (int i = 0; i < whole.arrays().size(); i++) {
      assertThat(half.arrays().get(i)).isEqualTo(whole.arrays().get(i));
    }
  }

  private Saved retrained(Choice choice, Duration time, Saved begin) throws Exception {
    return retrained(choice, time, begin, 1, 1_500);
  }

  private Saved retrained(Choice choice, Duration time, Saved begin, double share, int count)
      throws IOException, Refused {
    List<Example> seen = STREAM.between(time.minus(WINDOW.dividedBy(2)), time, count, 0);
    new Retraining(
            NETWORK,
            new Course(choice, 8, 32, 1),
            new Examples(STREAM.shape(), seen),
            begin,
            Optional.empty(),
            new Pacer(share, 1, Clocks.ofTheMachine()),
            Orders.listen(InputStream.nullInputStream(), () -> {}),
            new Speech(OutputStream.nullOutputStream()))
        .run(folder);
    return Saved.read(folder.resolve("weights"));
  }

  private static double accuracy(Saved weights, Duration time) throws Refused {
    Batch tests = Batch.of(STREAM.between(time, time.plusSeconds(5), 1_000, 1_000_000));
    try (Trainer trainer = new Trainer(NETWORK, Choice.LAST_LAYER, weights)) {
      return trainer.accuracy(tests.inputs(), tests.labels());
    }
  }
}
