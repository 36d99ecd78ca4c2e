package dev.migrator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.stream.Drift;
import dev.migrator.stream.Example;
import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.ExampleStream;
import dev.migrator.stream.Examples;
import dev.migrator.stream.ImageStream;
import dev.migrator.stream.VectorStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/workers.md asks of every worker, asked of a process by its command line. */
abstract class WorkerContract {
  private static final Drift DRIFT = Drift.within(Duration.ofSeconds(200));
  private static final Duration THEN = Duration.ofSeconds(1_000);
  private static final int EXAMPLES = 600;

  @TempDir Path folder;

  /** The command that starts it. */
  abstract List<String> command();

  /** Which of its models is meant. */
  abstract String model();

  /** How accurate a retraining makes it at least, if it really trains. */
  abstract double leastAccuracy();

  /** The world that its model is for. */
  ExampleStream stream() {
    return model().equals("convolutional") ? new ImageStream(3, DRIFT) : new VectorStream(3, DRIFT);
  }

  @Test
  void saysThatItIsReadyAndWhatItServes() throws Exception {
    try (WorkerProcess worker = serving(Map.of("MIGRATOR_VERSION", "4"))) {
      assertThat(worker.read("/v2/health/live").status()).isEqualTo(200);
      assertThat(worker.read("/v2/health/ready").status()).isEqualTo(200);
      assertThat(worker.read("/v2/models/shop/ready").status()).isEqualTo(200);
      Json metadata = worker.read("/v2/models/shop").body();
      assertThat(metadata.text("name")).isEqualTo("shop");
      assertThat(metadata.at("versions").toString()).isEqualTo("[\"4\"]");
      assertThat(metadata.text("platform")).isNotEmpty();
      assertThat(metadata.list("inputs").getFirst().numbers("shape"))
          .isEqualTo(
              Stream.concat(Stream.of(-1), stream().shape().dimensions().stream())
                  .map(Integer::doubleValue)
                  .toList());
      assertThat(metadata.list("outputs")).isNotEmpty();
    }
  }

  @Test
  void answersABatchAndNamesTheVersion() throws Exception {
    try (WorkerProcess worker = serving(Map.of("MIGRATOR_VERSION", "4"))) {
      WorkerProcess.Reply reply = worker.post("/v2/models/shop/infer", request(examples(THEN, 3)));
      assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
      assertThat(reply.body().text("model_name")).isEqualTo("shop");
      assertThat(reply.body().text("model_version")).isEqualTo("4");
      assertThat(reply.body().text("id")).isEqualTo("q1");
      for (Json output : reply.body().list("outputs")) {
        assertThat(output.numbers("shape").getFirst()).isEqualTo(3);
        assertThat(output.numbers("data").size()).isEqualTo((int) product(output.numbers("shape")));
      }
      assertThat(labels(reply)).hasSize(3);
    }
  }

  @Test
  void answersTheSameOneByOneAndInABatchAndNested() throws Exception {
    try (WorkerProcess worker = serving(Map.of("MIGRATOR_WEIGHTS", trained(0).toString()))) {
      List<Example> examples = examples(THEN, 4);
      List<Double> alone = new ArrayList<>();
      for (Example example : examples) {
        alone.addAll(probabilities(infer(worker, List.of(example))));
      }
      List<Double> together = probabilities(infer(worker, examples));
      for (int i = 0; i < alone.size(); i++) {
        assertThat(together.get(i)).isCloseTo(alone.get(i), within(1e-4));
      }
      String nested =
          request(examples)
              .replaceFirst("\"data\":\\[.*]}]", "\"data\":" + nested(examples) + "}]");
      WorkerProcess.Reply reply = worker.post("/v2/models/shop/infer", nested);
      assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
      assertThat(probabilities(reply)).isEqualTo(together);
    }
  }

  @Test
  void refusesWhatIsWrongAndServesOn() throws Exception {
    try (WorkerProcess worker = serving(Map.of())) {
      String right = request(examples(THEN, 2));
      int values = stream().shape().values();
      String dims =
          stream().shape().dimensions().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(","));
      String shape = "\"shape\":[2," + dims + "]";
      assertThat(right).contains(shape);
      List<String> wrong =
          List.of(
              "",
              "{",
              "[]",
              "null",
              "{\"inputs\":[]}",
              "{\"inputs\":[{}]}",
              right.replace("FP32", "INT8"),
              right.replace("\"input\"", "\"other\""),
              right.replace(shape, "\"shape\":[3," + dims + "]"),
              right.replace(shape, "\"shape\":[2," + (values + 1) + "]"),
              right.replace(shape, "\"shape\":[-2," + dims + "]"),
              right.replace(shape, "\"shape\":[0," + dims + "]"),
              right.replace(shape, "\"shape\":[4294967298," + dims + "]"),
              right.replace(shape, "\"shape\":[9223372036854775808," + dims + "]"),
              right.replace(shape, "\"shape\":[2.5," + dims + "]"),
              right.replace(shape, "\"shape\":[]"),
              right.replace(shape, "\"shape\":\"2\""),
              right.replaceFirst("\"data\":\\[", "\"data\":[true,"),
              right.replaceFirst("\"data\":\\[[^,]*,", "\"data\":[1e60,"),
              right.replaceFirst("\"data\":\\[[^,]*,", "\"data\":[null,"),
              right.replaceFirst("\"data\":\\[", "\"data\":[1,"),
              "[".repeat(100_000));
      for (String body : wrong) {
        WorkerProcess.Reply reply = worker.post("/v2/models/shop/infer", body);
        String shown = body.substring(0, Math.min(80, body.length()));
        assertThat(reply.status()).as(shown + " -> " + reply.body()).isEqualTo(400);
        assertThat(reply.body().text("error")).isNotEmpty();
      }
      assertThat(infer(worker, examples(THEN, 2)).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesWhatIsTooLargeOrElsewhereAndServesOn() throws Exception {
    try (WorkerProcess worker = serving(Map.of())) {
      byte[] large = " ".repeat((8 << 20) + 1).getBytes(StandardCharsets.UTF_8);
      assertThat(worker.post("/v2/models/shop/infer", BodyPublishers.ofByteArray(large)).status())
          .isEqualTo(413);
      assertThat(worker.read("/v2/models/other").status()).isEqualTo(404);
      assertThat(worker.post("/v2/models/other/infer", request(examples(THEN, 1))).status())
          .isEqualTo(404);
      assertThat(infer(worker, examples(THEN, 2)).status()).isEqualTo(200);
    }
  }

  @Test
  void learnsAndThenKnowsMore() throws Exception {
    try (WorkerProcess training = training(folder.resolve("out"), Map.of())) {
      assertThat(training.says().text("event")).isEqualTo("ready");
      Json progress = training.says();
      assertThat(progress.text("event")).isEqualTo("progress");
      assertThat(progress.number("done").doubleValue()).isPositive();
      assertThat(progress.number("remainingSeconds").doubleValue()).isNotNegative();
      assertThat(progress.number("of").doubleValue()).isGreaterThan(1);
      Json done = training.says("done");
      assertThat(training.exitCode()).isZero();
      assertThat(done.number("accuracy").doubleValue()).isGreaterThan(leastAccuracy());
      assertThat(Path.of(done.text("weights"))).exists();
      assertThat(accuracyWith(Path.of(done.text("weights")))).isGreaterThan(leastAccuracy());
    }
  }

  @Test
  void goesOnFromACheckpointToTheSameEnd() throws Exception {
    Path whole = trained(5);
    Map<String, String> slow = Map.of("MIGRATOR_SEED", "5", "MIGRATOR_COMPUTE", "0.05");
    String checkpoint;
    try (WorkerProcess training = training(folder.resolve("first"), slow)) {
      training.says("progress");
      training.tell("checkpoint");
      Json said = training.says("checkpoint");
      assertThat(training.exitCode()).isZero();
      assertThat(said.number("done").doubleValue())
          .isPositive()
          .isLessThan(said.number("of").doubleValue());
      checkpoint = said.text("path");
    }
    Map<String, String> again = Map.of("MIGRATOR_SEED", "5", "MIGRATOR_CHECKPOINT", checkpoint);
    try (WorkerProcess training = training(folder.resolve("second"), again)) {
      Json done = training.says("done");
      assertThat(Path.of(done.text("weights"))).hasSameBinaryContentAs(whole);
    }
  }

  @Test
  void takesNewWeightsBetweenTwoRequests() throws Exception {
    Path first = trained(1);
    Path second = trained(2);
    Map<String, String> begin =
        Map.of("MIGRATOR_WEIGHTS", first.toString(), "MIGRATOR_VERSION", "1");
    try (WorkerProcess worker = serving(begin)) {
      List<Example> examples = examples(THEN, 2);
      Map<String, List<Double>> known = new HashMap<>();
      known.put("1", probabilities(infer(worker, examples)));
      assertThat(load(worker, second, "2").status()).isEqualTo(200);
      known.put("2", probabilities(infer(worker, examples)));
      assertThat(known.get("1")).isNotEqualTo(known.get("2"));
      Thread loading = Thread.ofVirtual().start(() -> loadMany(worker, List.of(first, second), 10));
      while (loading.isAlive()) {
        WorkerProcess.Reply reply = infer(worker, examples);
        assertThat(probabilities(reply)).isEqualTo(known.get(reply.body().text("model_version")));
      }
      assertThat(infer(worker, examples).body().text("model_version")).isEqualTo("2");
    }
  }

  @Test
  void servesOnWithTheOldWeightsWhereTheNewAreNotRight() throws Exception {
    Path weights = trained(1);
    byte[] half = Arrays.copyOf(Files.readAllBytes(weights), 200);
    Path cutOff = Files.write(folder.resolve("cut-off"), half);
    try (WorkerProcess worker = serving(Map.of("MIGRATOR_VERSION", "1"))) {
      for (Path wrong : List.of(cutOff, folder.resolve("nowhere"), folder)) {
        WorkerProcess.Reply reply = load(worker, wrong, "2");
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(400);
        assertThat(reply.body().text("error")).isNotEmpty();
      }
      String noParameters = "{\"parameters\":{}}";
      assertThat(worker.post("/v2/repository/models/shop/load", noParameters).status())
          .isEqualTo(400);
      assertThat(infer(worker, examples(THEN, 1)).body().text("model_version")).isEqualTo("1");
    }
  }

  @Test
  void stopsWhenItIsTold() throws Exception {
    try (WorkerProcess worker = serving(Map.of())) {
      worker.tell("an unknown word");
      worker.tell("stop");
      assertThat(worker.exitCode()).isZero();
    }
    try (WorkerProcess worker = training(folder.resolve("out"), endless())) {
      worker.says("ready");
      worker.tell("stop");
      assertThat(worker.exitCode()).isZero();
    }
  }

  @Test
  void exitsWhenItsInputEnds() throws Exception {
    try (WorkerProcess worker = serving(Map.of())) {
      worker.endInput();
      assertThat(worker.exitCode()).isZero();
    }
    try (WorkerProcess worker = training(folder.resolve("out"), endless())) {
      worker.says("ready");
      worker.endInput();
      assertThat(worker.exitCode()).isZero();
    }
  }

  @Test
  void saysWhyItCannotBegin() throws Exception {
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    for (Map<String, String> wrong :
        List.of(
            Map.of("MIGRATOR_TASK", "sing"),
            Map.of("MIGRATOR_COMPUTE", "1.5"),
            Map.of("MIGRATOR_CHOICE", "no-layers"),
            Map.of("MIGRATOR_DATA", nothing.toString()))) {
      try (WorkerProcess worker = training(folder.resolve("out"), wrong)) {
        Json said = worker.says();
        assertThat(said.text("event")).as(said.toString()).isEqualTo("failed");
        assertThat(said.text("reason")).isNotEmpty();
        assertThat(worker.exitCode()).isNotZero();
      }
    }
  }

  private static Map<String, String> endless() {
    return Map.of("MIGRATOR_EPOCHS", "10000", "MIGRATOR_COMPUTE", "0.1429");
  }

  private WorkerProcess serving(Map<String, String> more) throws Exception {
    return start(Map.of("MIGRATOR_TASK", "infer"), more).whenReady();
  }

  private WorkerProcess training(Path output, Map<String, String> more) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    if (Files.list(data).findAny().isEmpty()) {
      Duration from = THEN.minusSeconds(60);
      List<Example> seen = stream().between(from, THEN, EXAMPLES, 0);
      write(data.resolve("a.examples"), seen.subList(0, EXAMPLES / 2));
      write(data.resolve("b.examples"), seen.subList(EXAMPLES / 2, EXAMPLES));
    }
    return start(
        Map.of(
            "MIGRATOR_TASK",
            "retrain",
            "MIGRATOR_CHOICE",
            "all-layers",
            "MIGRATOR_DATA",
            data.toString(),
            "MIGRATOR_OUTPUT",
            output.toString()),
        more);
  }

  private void write(Path file, List<Example> examples) throws IOException {
    ExampleFile.write(file, new Examples(stream().shape(), examples));
  }

  private WorkerProcess start(Map<String, String> environment, Map<String, String> more)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MIGRATOR_TENANT", "shop");
    all.put("MIGRATOR_INSTANCE", "i1");
    all.put("MIGRATOR_MODEL", model());
    all.put("MIGRATOR_COMPUTE", "1");
    all.put("CUDA_VISIBLE_DEVICES", "");
    all.put("DJL_CACHE_DIR", Path.of("target/djl").toAbsolutePath().toString());
    all.putAll(more);
    return WorkerProcess.start(command(), all);
  }

  /** Weights that a retraining with this seed gives. */
  private Path trained(long seed) throws Exception {
    Map<String, String> seeded = Map.of("MIGRATOR_SEED", Long.toString(seed));
    try (WorkerProcess training = training(folder.resolve("trained" + seed), seeded)) {
      return Path.of(training.says("done").text("weights"));
    }
  }

  private double accuracyWith(Path weights) throws Exception {
    try (WorkerProcess worker = serving(Map.of("MIGRATOR_WEIGHTS", weights.toString()))) {
      List<Example> examples = examples(THEN, 200);
      List<Double> said = labels(infer(worker, examples));
      return IntStream.range(0, examples.size())
          .mapToDouble(i -> said.get(i) == examples.get(i).label() ? 1 : 0)
          .average()
          .orElseThrow();
    }
  }

  private List<Example> examples(Duration time, int count) {
    return stream().between(time, time.plusSeconds(1), count, 1_000_000);
  }

  private static void loadMany(WorkerProcess worker, List<Path> files, int times) {
    try {
      for (int i = 0; i < times * files.size(); i++) {
        int which = i % files.size();
        load(worker, files.get(which), Integer.toString(which + 1));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WorkerProcess.Reply load(WorkerProcess worker, Path weights, String version)
      throws IOException, InterruptedException {
    String body =
        "{\"parameters\":{\"weights\":\"%s\",\"version\":\"%s\"}}".formatted(weights, version);
    return worker.post("/v2/repository/models/shop/load", body);
  }

  private WorkerProcess.Reply infer(WorkerProcess worker, List<Example> examples)
      throws IOException, InterruptedException {
    return worker.post("/v2/models/shop/infer", request(examples));
  }

  private String request(List<Example> examples) {
    String data =
        examples.stream()
            .flatMap(e -> IntStream.range(0, e.input().length).mapToObj(i -> "" + e.input()[i]))
            .collect(Collectors.joining(","));
    String shape =
        stream().shape().dimensions().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    return "{\"id\":\"q1\",\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[%d,%s],\"data\":[%s]}]}"
        .formatted(examples.size(), shape, data);
  }

  // The values of a batch as arrays of arrays, as its shape is.
  private String nested(List<Example> examples) {
    List<String> parts =
        examples.stream()
            .flatMap(e -> IntStream.range(0, e.input().length).mapToObj(i -> "" + e.input()[i]))
            .toList();
    for (int dimension : stream().shape().dimensions().reversed()) {
      List<String> inner = parts;
      parts =
          IntStream.range(0, inner.size() / dimension)
              .mapToObj(i -> inner.subList(i * dimension, (i + 1) * dimension).toString())
              .toList();
    }
    return parts.toString();
  }

  private static List<Double> labels(WorkerProcess.Reply reply) {
    return output(reply, "label");
  }

  private static List<Double> probabilities(WorkerProcess.Reply reply) {
    return output(reply, "probabilities");
  }

  private static List<Double> output(WorkerProcess.Reply reply, String name) {
    return reply.body().list("outputs").stream()
        .filter(output -> output.text("name").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no output " + name + " in " + reply))
        .numbers("data");
  }

  private static double product(List<Double> numbers) {
    return numbers.stream().reduce(1.0, (a, b) -> a * b);
  }
}
