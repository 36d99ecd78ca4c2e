package dev.migrator.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An inference request of one caller, checked: its inputs have data as their shapes say, and all of
 * them the same number of rows.
 */
public final class InferRequest {
  private final Optional<String> id;
  private final List<Tensor> inputs;
  private final int bytes;
  private final String kind;
  private final String outputs;
  private final String parameters;

  private InferRequest(
      Optional<String> id, List<Tensor> inputs, int bytes, String outputs, String parameters) {
    this.id = id;
    this.inputs = inputs;
    this.bytes = bytes;
    this.outputs = outputs;
    this.parameters = parameters;
    this.kind = kind();
  }

  /**
   * Reads a body.
   *
   * @throws MalformedException if it is no request, or one that is not supported
   */
  public static InferRequest parse(byte[] body) throws MalformedException {
    return Bodies.read(body, parser -> new Fields(body).read(parser));
  }

  /** The caller's name for it. */
  public Optional<String> id() {
    return id;
  }

  /** Rows of every input. */
  public int rows() {
    return inputs.getFirst().rows();
  }

  /** Bytes of its body. */
  public int bytes() {
    return bytes;
  }

  /** Requests of equal kind can be joined: same inputs but for their rows, same wishes. */
  public Object kindOf() {
    return kind;
  }

  /** Its input, if it has one only. */
  Optional<Tensor> onlyInput() {
    return inputs.size() == 1 ? Optional.of(inputs.getFirst()) : Optional.empty();
  }

  /** One body for a worker, of requests of one kind, in their order; at least one. */
  public static byte[] join(List<InferRequest> requests) {
    InferRequest first = requests.getFirst();
    ByteArrayOutputStream out = new ByteArrayOutputStream(capacity(requests));
    out.write('{');
    if (!first.parameters.isEmpty()) {
      Bodies.write(out, "\"parameters\":" + first.parameters + ",");
    }
    Bodies.write(out, "\"inputs\":[");
    for (int input = 0; input < first.inputs.size(); input++) {
      Bodies.write(out, input == 0 ? "" : ",");
      join(out, requests, input);
    }
    Bodies.write(out, first.outputs.isEmpty() ? "]}" : "],\"outputs\":" + first.outputs + "}");
    return out.toByteArray();
  }

  private static int capacity(List<InferRequest> requests) {
    int capacity = 0;
    for (InferRequest request : requests) {
      capacity += request.bytes;
    }
    return capacity + 128;
  }

  private static void join(ByteArrayOutputStream out, List<InferRequest> requests, int input) {
    Tensor first = requests.getFirst().inputs.get(input);
    int rows = 0;
    for (InferRequest request : requests) {
      rows += request.rows();
    }
    Tensors.writeHead(out, first, rows);
    String comma = "";
    for (InferRequest request : requests) {
      Bodies.write(out, comma);
      request.inputs.get(input).data().writeTo(out);
      comma = ",";
    }
    Bodies.write(out, "]}");
  }

  private String kind() {
    StringBuilder text = new StringBuilder(64);
    for (Tensor input : inputs) {
      text.append(input.name()).append('\u0000').append(input.datatype());
      text.append(input.isNested() ? 'n' : 'f').append(input.rowShape());
      text.append(input.parameters()).append('\u0000');
    }
    return text.append(outputs).append('\u0000').append(parameters).toString();
  }

  /** The fields of a request while it is read. */
  private static final class Fields {
    private final byte[] body;
    private Optional<String> id = Optional.empty();
    private List<Tensor> inputs = List.of();
    private String outputs = "";
    private String parameters = "";

    Fields(byte[] body) {
      this.body = body;
    }

    InferRequest read(JsonParser parser) throws IOException, MalformedException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        field(parser);
      }
      TensorReader.expect(!inputs.isEmpty(), "inputs is missing or empty");
      int rows = inputs.getFirst().rows();
      TensorReader.expect(
          inputs.stream().allMatch(input -> input.rows() == rows),
          "the first dimension, which is the batch, differs between inputs");
      return new InferRequest(id, inputs, body.length, outputs, parameters);
    }

    private void field(JsonParser parser) throws IOException, MalformedException {
      switch (parser.currentName()) {
        case "id" -> id = Optional.of(TensorReader.string(parser, "id"));
        case "inputs" -> {
          TensorReader.expect(inputs.isEmpty(), "inputs is there twice");
          inputs = new TensorReader(parser, body).tensors("inputs");
        }
        case "outputs" -> outputs = TensorReader.value(parser, body).text();
        case "parameters" -> parameters = TensorReader.value(parser, body).text();
        default -> TensorReader.skip(parser);
      }
    }
  }
}
