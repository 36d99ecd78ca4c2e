package dev.migrator.worker.figures;

import dev.migrator.stream.Drift;
import dev.migrator.stream.Example;
import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.ExampleFolder;
import dev.migrator.stream.ExampleStream;
import dev.migrator.stream.Examples;
import dev.migrator.stream.ImageStream;
import dev.migrator.stream.VectorStream;
import dev.migrator.worker.contract.Orders;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.contract.Speech;
import dev.migrator.worker.model.Prediction;
import dev.migrator.worker.model.Saved;
import dev.migrator.worker.network.Choice;
import dev.migrator.worker.network.Network;
import dev.migrator.worker.network.NetworkModel;
import dev.migrator.worker.network.Parameters;
import dev.migrator.worker.network.Torch;
import dev.migrator.worker.pace.Clocks;
import dev.migrator.worker.pace.Pacer;
import dev.migrator.worker.retrain.Course;
import dev.migrator.worker.retrain.Retraining;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Measures what drift costs and what retraining brings back: both networks are really trained on
 * what was seen until a time, tested on what is seen later, and retrained on what was seen last, by
 * both choices and at several shares of compute.
 */
public final class DriftFigures {
  private static final Duration START = Duration.ofSeconds(1_000);
  private static final int EXAMPLES = 2_048;
  private static final int TESTS = 1_000;
  private static final int FIRST_EPOCHS = 15;
  private static final int BATCH = 32;
  private static final List<Integer> SLICES = List.of(7, 3, 1);

  private final Duration window;
  private final long seed;

  private DriftFigures(Duration window, long seed) {
    this.window = window;
    this.seed = seed;
  }

  /**
   * Prints a table.
   *
   * @param args seconds of a window, 200 if there are none; then a seed, 1 if there is none
   */
  public static void main(String[] args) throws Exception {
    Duration window = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 200);
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    Torch.load(Optional.empty());
    DriftFigures figures = new DriftFigures(window, seed);
    figures.print("convolutional", new ImageStream(seed, Drift.within(window)));
    figures.print("perceptron", new VectorStream(seed, Drift.within(window)));
    Runtime.getRuntime().halt(0);
  }

  private void print(String name, ExampleStream stream) throws Exception {
    Network network = Network.named(name);
    Course first = new Course(Choice.ALL_LAYERS, FIRST_EPOCHS, BATCH, seed);
    Saved begin = Parameters.random(network, seed);
    Saved old = retrained(network, first, seen(stream, START), begin, 1);
    System.out.printf("%s, trained on %d examples until 0 s%n", name, EXAMPLES);
    for (int quarter = 0; quarter <= 4; quarter++) {
      Duration later = window.multipliedBy(quarter).dividedBy(4);
      double accuracy = accuracy(network, old, tests(stream, START.plus(later)));
      System.out.printf("  after %4d s: %.3f%n", later.toSeconds(), accuracy);
    }
    for (Choice choice : Choice.values()) {
      retrain(network, stream, old, choice);
    }
  }

  private void retrain(Network network, ExampleStream stream, Saved old, Choice choice)
      throws Exception {
    Duration now = START.plus(window);
    int epochs = choice == Choice.LAST_LAYER ? 6 : 10;
    Course course = new Course(choice, epochs, BATCH, seed);
    for (int slices : SLICES) {
      long begin = System.nanoTime();
      Saved weights = retrained(network, course, seen(stream, now), old, slices / 7.0);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "  retrained %-10s at %d/7: %.3f, a window later %.3f; %.2f s an epoch%n",
          choice,
          slices,
          accuracy(network, weights, tests(stream, now)),
          accuracy(network, weights, tests(stream, now.plus(window))),
          seconds / epochs);
    }
  }

  // What was seen in the half window before a time.
  private Examples seen(ExampleStream stream, Duration time) {
    Duration from = time.minus(window.dividedBy(2));
    return new Examples(stream.shape(), stream.between(from, time, EXAMPLES, 0));
  }

  private List<Example> tests(ExampleStream stream, Duration time) {
    return stream.between(time, time.plusSeconds(5), TESTS, 1_000_000);
  }

  private static Saved retrained(
      Network network, Course course, Examples examples, Saved begin, double share)
      throws IOException, Refused {
    Path folder = Files.createTempDirectory("drift");
    try {
      ExampleFile.write(folder.resolve("recent" + ExampleFile.ENDING), examples);
      Pacer pacer = new Pacer(share, 1, Clocks.ofTheMachine());
      Orders none = Orders.listen(InputStream.nullInputStream(), () -> {});
      Speech unheard = new Speech(OutputStream.nullOutputStream());
      Examples read = ExampleFolder.read(folder);
      new Retraining(network, course, read, begin, Optional.empty(), pacer, none, unheard)
          .run(folder);
      return Saved.read(folder.resolve("weights"));
    } finally {
      Files.deleteIfExists(folder.resolve("weights"));
      Files.deleteIfExists(folder.resolve("recent" + ExampleFile.ENDING));
      Files.delete(folder);
    }
  }

  private static double accuracy(Network network, Saved weights, List<Example> tests)
      throws Refused {
    int right = 0;
    try (NetworkModel model = new NetworkModel(network, weights)) {
      for (Example test : tests) {
        Prediction said = model.predict(test.input(), 1);
        right += said.labels()[0] == test.label() ? 1 : 0;
      }
    }
    return (double) right / tests.size();
  }
}
