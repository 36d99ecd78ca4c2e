package dev.migrator.worker;

import dev.migrator.stream.ExampleFolder;
import dev.migrator.stream.Examples;
import dev.migrator.worker.contract.Orders;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.contract.Settings;
import dev.migrator.worker.contract.Speech;
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
import dev.migrator.worker.serve.InferenceServer;
import dev.migrator.worker.serve.NoOpService;
import dev.migrator.worker.serve.PacedService;
import dev.migrator.worker.serve.Service;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The command that is started for each GPU instance: it serves or retrains one tenant's model. */
public final class Worker {
  private static final int REFUSED = 2;
  private static final int FAILED = 1;
  private static final int EPOCHS_OF_LAST_LAYER = 6;
  private static final int EPOCHS_OF_ALL_LAYERS = 10;
  private static final int MOST_EPOCHS = 10_000;
  private static final int BATCH = 32;
  private static final int MOST_BATCH = 1_024;

  private final Settings settings;
  private final Orders orders;
  private final Speech speech;

  private Worker(Settings settings, Orders orders, Speech speech) {
    this.settings = settings;
    this.orders = orders;
    this.speech = speech;
  }

  /** Starts; what it is to do is in the environment. */
  public static void main(String[] args) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    Orders orders = Orders.listen(System.in, () -> Runtime.getRuntime().halt(0));
    Worker worker = new Worker(new Settings(System.getenv()), orders, new Speech(out));
    int code = worker.run();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }

  private int run() {
    try {
      switch (settings.task()) {
        case INFER -> serve();
        case RETRAIN -> retrain();
      }
      return 0;
    } catch (Refused e) {
      return failed(REFUSED, e.reason());
    } catch (IOException | InterruptedException | RuntimeException | LinkageError e) {
      e.printStackTrace(System.err);
      return failed(FAILED, e.toString());
    }
  }

  private int failed(int code, String reason) {
    try {
      speech.failed(reason);
    } catch (IOException e) {
      System.err.println("cannot say why: " + e);
    }
    return code;
  }

  private void serve() throws Refused, IOException, InterruptedException {
    Service service = service(settings.required("MODEL"));
    try (InferenceServer server = new InferenceServer(settings.required("TENANT"), service)) {
      server.warmUp();
      speech.ready(server.port());
      orders.await();
    }
  }

  private Service service(String model) throws Refused {
    String version = settings.optional("VERSION").orElse("0");
    if (model.equals("no-op")) {
      return new NoOpService(version);
    }
    Network network = network(model);
    return new PacedService(new NetworkModel(network, weights(network)), pacer(), version);
  }

  private void retrain() throws Refused, IOException {
    Network network = network(settings.required("MODEL"));
    Optional<Path> checkpoint = settings.path("CHECKPOINT");
    Examples examples = ExampleFolder.read(settings.requiredPath("DATA"));
    new Retraining(
            network,
            course(),
            examples,
            weights(network),
            checkpoint.isPresent() ? Optional.of(Saved.read(checkpoint.get())) : Optional.empty(),
            pacer(),
            orders,
            speech)
        .run(settings.requiredPath("OUTPUT"));
  }

  private Course course() throws Refused {
    Choice choice = Choice.named(settings.required("CHOICE"));
    int epochs =
        switch (choice) {
          case LAST_LAYER -> EPOCHS_OF_LAST_LAYER;
          case ALL_LAYERS -> EPOCHS_OF_ALL_LAYERS;
        };
    return new Course(
        choice,
        settings.count("EPOCHS", epochs, 1, MOST_EPOCHS),
        settings.count("BATCH", BATCH, 1, MOST_BATCH),
        settings.seed());
  }

  private Network network(String model) throws Refused {
    Network network = Network.named(model);
    Torch.load(Optional.ofNullable(System.getenv("DJL_CACHE_DIR")).map(Path::of));
    return network;
  }

  private Saved weights(Network network) throws Refused {
    Optional<Path> file = settings.path("WEIGHTS");
    return file.isPresent() ? Saved.read(file.get()) : Parameters.random(network, settings.seed());
  }

  private Pacer pacer() throws Refused {
    return new Pacer(
        settings.share("COMPUTE"), settings.share("WHOLE_CORES"), Clocks.ofTheMachine());
  }
}
