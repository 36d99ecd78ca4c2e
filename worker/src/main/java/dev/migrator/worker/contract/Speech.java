package dev.migrator.worker.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/** What a worker says on its standard output: one JSON object a line. */
public final class Speech {
  private static final int LONGEST_REASON = 8_192;

  private final JsonFactory json = new JsonFactory();
  private final OutputStream out;

  /** Speaks on a stream, which nobody else writes to. */
  public Speech(OutputStream out) {
    this.out = out;
  }

  /** Writes the fields of an event. */
  private interface Fields {
    void write(JsonGenerator generator) throws IOException;
  }

  /** That it serves, and where. */
  public void ready(int port) throws IOException {
    say("ready", fields -> fields.writeNumberField("port", port));
  }

  /** That it has begun to train. */
  public void ready() throws IOException {
    say("ready", _ -> {});
  }

  /** How far it has come. */
  public void progress(Progress progress) throws IOException {
    say(
        "progress",
        fields -> {
          fields.writeNumberField("done", rounded(progress.done()));
          fields.writeNumberField("of", progress.of());
          fields.writeNumberField("remainingSeconds", rounded(seconds(progress.remaining())));
          fields.writeNumberField("loss", rounded(progress.loss()));
          if (progress.accuracy().isPresent()) {
            fields.writeNumberField("accuracy", rounded(progress.accuracy().getAsDouble()));
          }
        });
  }

  /** That its state is written. */
  public void checkpoint(Path path, double done, int of) throws IOException {
    say(
        "checkpoint",
        fields -> {
          fields.writeStringField("path", path.toAbsolutePath().toString());
          fields.writeNumberField("done", rounded(done));
          fields.writeNumberField("of", of);
        });
  }

  /** That the retraining has ended and its weights are written. */
  public void done(Path weights, double accuracy) throws IOException {
    say(
        "done",
        fields -> {
          fields.writeStringField("weights", weights.toAbsolutePath().toString());
          fields.writeNumberField("accuracy", rounded(accuracy));
        });
  }

  /** That it cannot go on. */
  public void failed(String reason) throws IOException {
    String cut = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    say("failed", fields -> fields.writeStringField("reason", cut));
  }

  private synchronized void say(String event, Fields fields) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator generator = json.createGenerator(line)) {
      generator.writeStartObject();
      generator.writeStringField("event", event);
      fields.write(generator);
      generator.writeEndObject();
    }
    line.write('\n');
    out.write(line.toByteArray());
    out.flush();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
