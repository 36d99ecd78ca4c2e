package dev.migrator.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** A worker's answer to a batch, checked: every output has the rows that were asked for. */
public final class InferAnswer {
  private final String version;
  private final List<Tensor> outputs;

  private InferAnswer(String version, List<Tensor> outputs) {
    this.version = version;
    this.outputs = outputs;
  }

  /**
   * Reads a body.
   *
   * @param rows that were asked for
   * @throws MalformedException if it does not answer that
   */
  public static InferAnswer parse(byte[] body, int rows) throws MalformedException {
    InferAnswer answer = Bodies.read(body, parser -> read(parser, body));
    TensorReader.expect(!answer.version.isEmpty(), "model_version is missing");
    TensorReader.expect(!answer.outputs.isEmpty(), "outputs is missing or empty");
    for (Tensor output : answer.outputs) {
      TensorReader.expect(
          output.rows() == rows, output.name() + ": " + output.rows() + " rows, not " + rows);
    }
    return answer;
  }

  /** The version of the weights that gave it. */
  public String version() {
    return version;
  }

  /** The answer to the caller whose rows these are, half-open. */
  public byte[] part(String model, String id, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    Bodies.write(out, "{\"model_name\":");
    Bodies.writeQuoted(out, model);
    Bodies.write(out, ",\"model_version\":");
    Bodies.writeQuoted(out, version);
    Bodies.write(out, ",\"id\":");
    Bodies.writeQuoted(out, id);
    String before = ",\"outputs\":[";
    for (Tensor output : outputs) {
      Bodies.write(out, before);
      Tensors.writeRows(out, output, from, to);
      before = ",";
    }
    Bodies.write(out, "]}");
    return out.toByteArray();
  }

  /** What it predicts for those rows, half-open. */
  public Prediction prediction(int from, int to) {
    return Prediction.of(outputs.getFirst(), version, from, to);
  }

  private static InferAnswer read(JsonParser parser, byte[] body)
      throws IOException, MalformedException {
    String version = "";
    List<Tensor> outputs = List.of();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      switch (parser.currentName()) {
        case "model_version" -> version = TensorReader.string(parser, "model_version");
        case "outputs" -> outputs = new TensorReader(parser, body).tensors("outputs");
        default -> TensorReader.skip(parser);
      }
    }
    return new InferAnswer(version, outputs);
  }
}
