package dev.migrator.worker.figures;

import dev.migrator.worker.network.Network;
import dev.migrator.worker.network.NetworkModel;
import dev.migrator.worker.network.Parameters;
import dev.migrator.worker.network.Torch;
import dev.migrator.worker.pace.Clocks;
import dev.migrator.worker.pace.Pacer;
import dev.migrator.worker.serve.InferenceServer;
import dev.migrator.worker.serve.NoOpService;
import dev.migrator.worker.serve.PacedService;
import dev.migrator.worker.serve.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures how long answers take over HTTP, by network, share of compute and batch. */
public final class ServeFigures {
  private static final List<Integer> SLICES = List.of(7, 4, 3, 2, 1);
  private static final List<Integer> BATCHES = List.of(1, 4, 8, 16, 32, 64);
  private static final int TIMES = 150;
  private static final int WARM_UPS = 50;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServeFigures() {}

  /**
   * Prints medians and 99th percentiles in milliseconds.
   *
   * @param args cores that the whole GPU is, 1 if there are none
   */
  public static void main(String[] args) throws Exception {
    double wholeCores = args.length > 0 ? Double.parseDouble(args[0]) : 1;
    Torch.load(Optional.ofNullable(System.getenv("DJL_CACHE_DIR")).map(Path::of));
    ServeFigures figures = new ServeFigures();
    System.out.printf("%-14s %5s", "median / p99", "share");
    BATCHES.forEach(batch -> System.out.printf(" %15s", "batch " + batch));
    System.out.println();
    figures.print("no-op", 7, new NoOpService("1"), 32);
    for (String name : List.of("perceptron", "convolutional")) {
      Network network = Network.named(name);
      for (int slices : SLICES) {
        Pacer pacer = new Pacer(slices / 7.0, wholeCores, Clocks.ofTheMachine());
        NetworkModel model = new NetworkModel(network, Parameters.random(network, 1));
        figures.print(name, slices, new PacedService(model, pacer, "1"), network.values());
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private void print(String name, int slices, Service service, int values) throws Exception {
    System.out.printf("%-14s %3d/7", name, slices);
    try (InferenceServer server = new InferenceServer("t", service)) {
      for (int batch : BATCHES) {
        double[] millis = millis(server, request(service, batch, values));
        System.out.printf(
            " %7.2f/%7.2f", millis[millis.length / 2], millis[millis.length * 99 / 100]);
      }
    }
    System.out.println();
  }

  private double[] millis(InferenceServer server, String body)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + server.port() + "/v2/models/t/infer");
    HttpRequest request =
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body)).build();
    double[] millis = new double[TIMES];
    for (int i = -WARM_UPS; i < TIMES; i++) {
      long begin = System.nanoTime();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.body());
      }
      millis[Math.max(0, i)] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private static String request(Service service, int batch, int values) {
    List<Integer> dimensions = service.signature().dimensions();
    String shape =
        dimensions.stream()
            .map(d -> Integer.toString(d < 0 ? values : d))
            .collect(Collectors.joining(",", "[" + batch + ",", "]"));
    String data =
        IntStream.range(0, batch * values)
            .mapToObj(i -> String.format(Locale.ROOT, "%.5f", Math.sin(i)))
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":%s}]}"
        .formatted(shape, data);
  }
}
