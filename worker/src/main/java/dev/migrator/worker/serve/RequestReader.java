package dev.migrator.worker.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.migrator.worker.model.Signature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the bodies of requests, and refuses what is not as the protocol has it. */
final class RequestReader {
  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_TEXT = 4_096;
  private static final int MOST_RANK = 8;
  private static final int MOST_OUTPUTS = 16;

  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxStringLength(LONGEST_TEXT)
                  .maxNameLength(LONGEST_TEXT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  /** What a body says of a tensor before it is known whether it fits together. */
  private static final class Tensor {
    private Optional<String> name = Optional.empty();
    private Optional<String> datatype = Optional.empty();
    private Optional<List<Integer>> shape = Optional.empty();
    private Optional<Values> data = Optional.empty();
  }

  /** What a body says before it is known whether it is all there. */
  private static final class Draft {
    private Optional<String> id = Optional.empty();
    private Optional<Tensor> input = Optional.empty();
    private final Set<String> outputs = new HashSet<>();
  }

  /** Reads one field's value. */
  private interface Field {
    void read(JsonParser parser, String name) throws IOException, BadRequest;
  }

  /** Reads a request for inference by a model of this signature. */
  InferenceRequest inference(byte[] body, Signature signature) throws BadRequest {
    Draft draft = new Draft();
    document(body, (parser, name) -> inferenceField(parser, name, draft, signature));
    Tensor input = draft.input.orElseThrow(() -> new BadRequest("inputs are missing."));
    return checked(draft, input, signature);
  }

  /** Reads the parameters of a request for new weights. */
  Map<String, String> parameters(byte[] body) throws BadRequest {
    Map<String, String> parameters = new HashMap<>();
    document(
        body,
        (parser, name) -> {
          if (!name.equals("parameters")) {
            throw unknown(name);
          }
          object(parser, (p, key) -> parameters.put(key, text(p, key)));
        });
    return parameters;
  }

  private void document(byte[] body, Field field) throws BadRequest {
    try (JsonParser parser = json.createParser(body)) {
      parser.nextToken();
      object(parser, field);
      if (parser.nextToken() != null) {
        throw new BadRequest("there is more after the end of the JSON object.");
      }
    } catch (StreamConstraintsException e) {
      throw new BadRequest("the JSON is beyond a limit: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadRequest("the body is no JSON: " + firstLine(e));
    }
  }

  private static void inferenceField(
      JsonParser parser, String name, Draft draft, Signature signature)
      throws IOException, BadRequest {
    switch (name) {
      case "id" -> draft.id = Optional.of(text(parser, name));
      case "parameters" -> skipObject(parser, name);
      case "inputs" -> inputs(parser, draft, signature);
      case "outputs" -> outputs(parser, draft, signature);
      default -> throw unknown(name);
    }
  }

  private static void inputs(JsonParser parser, Draft draft, Signature signature)
      throws IOException, BadRequest {
    expect(parser, JsonToken.START_ARRAY, "inputs");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (draft.input.isPresent()) {
        throw new BadRequest("inputs are more than one tensor; expected one.");
      }
      Tensor tensor = new Tensor();
      object(parser, (p, name) -> inputField(p, name, tensor, signature));
      draft.input = Optional.of(tensor);
    }
  }

  private static void inputField(JsonParser parser, String name, Tensor tensor, Signature signature)
      throws IOException, BadRequest {
    switch (name) {
      case "name" -> tensor.name = Optional.of(text(parser, name));
      case "datatype" -> tensor.datatype = Optional.of(text(parser, name));
      case "shape" -> tensor.shape = Optional.of(shape(parser));
      case "parameters" -> skipObject(parser, name);
      case "data" -> {
        expect(parser, JsonToken.START_ARRAY, name);
        tensor.data = Optional.of(Values.read(parser, signature.mostValues()));
      }
      default -> throw unknown(name);
    }
  }

  private static List<Integer> shape(JsonParser parser) throws IOException, BadRequest {
    expect(parser, JsonToken.START_ARRAY, "shape");
    List<Integer> shape = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser, JsonToken.VALUE_NUMBER_INT, "a dimension in shape");
      shape.add(parser.getIntValue());
      if (shape.size() > MOST_RANK) {
        throw new BadRequest("shape has more than %d dimensions.".formatted(MOST_RANK));
      }
    }
    return shape;
  }

  private static void outputs(JsonParser parser, Draft draft, Signature signature)
      throws IOException, BadRequest {
    expect(parser, JsonToken.START_ARRAY, "outputs");
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (++count > MOST_OUTPUTS) {
        throw new BadRequest("outputs are more than %d.".formatted(MOST_OUTPUTS));
      }
      object(parser, (p, name) -> outputField(p, name, draft, signature));
    }
  }

  private static void outputField(JsonParser parser, String name, Draft draft, Signature signature)
      throws IOException, BadRequest {
    switch (name) {
      case "name" -> draft.outputs.add(knownOutput(text(parser, name), signature));
      case "parameters" -> skipObject(parser, name);
      default -> throw unknown(name);
    }
  }

  private static String knownOutput(String output, Signature signature) throws BadRequest {
    List<String> names = signature.outputs().stream().map(Signature.Output::name).toList();
    if (!names.contains(output)) {
      throw new BadRequest("output is '%s'; expected one of %s.".formatted(output, names));
    }
    return output;
  }

  private static InferenceRequest checked(Draft draft, Tensor input, Signature signature)
      throws BadRequest {
    same("name", input.name, signature.input());
    same("datatype", input.datatype, "FP32");
    List<Integer> shape = input.shape.orElseThrow(() -> new BadRequest("shape is missing."));
    Values data = input.data.orElseThrow(() -> new BadRequest("data are missing."));
    float[] values = data.of(shape, size(shape, signature));
    return new InferenceRequest(draft.id, values, shape.getFirst(), Set.copyOf(draft.outputs));
  }

  // No overflow: a body of 8 MiB holds fewer numbers than an int counts, and a long holds the rest.
  private static long size(List<Integer> shape, Signature signature) throws BadRequest {
    List<Integer> wanted = signature.dimensions();
    boolean fits = shape.size() == wanted.size() + 1;
    long size = 1;
    for (int i = 0; fits && i < shape.size(); i++) {
      int dimension = shape.get(i);
      int want = i == 0 ? -1 : wanted.get(i - 1);
      fits = dimension >= 1 && (want == -1 || want == dimension) && size <= Integer.MAX_VALUE;
      size *= dimension;
    }
    if (!fits || shape.getFirst() > Signature.MOST_BATCH) {
      throw new BadRequest(
          "shape is %s; expected a batch of 1 to %d, then %s."
              .formatted(shape, Signature.MOST_BATCH, wanted));
    }
    return size;
  }

  private static void same(String what, Optional<String> is, String expected) throws BadRequest {
    if (!is.equals(Optional.of(expected))) {
      throw new BadRequest(
          "%s of the input is '%s'; expected '%s'."
              .formatted(what, is.orElse("missing"), expected));
    }
  }

  private static void object(JsonParser parser, Field field) throws IOException, BadRequest {
    expect(parser, JsonToken.START_OBJECT, "the body, or a part of it,");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = String.valueOf(parser.currentName());
      parser.nextToken();
      field.read(parser, name);
    }
  }

  private static void skipObject(JsonParser parser, String name) throws IOException, BadRequest {
    expect(parser, JsonToken.START_OBJECT, name);
    parser.skipChildren();
  }

  private static String text(JsonParser parser, String name) throws IOException, BadRequest {
    expect(parser, JsonToken.VALUE_STRING, name);
    return parser.getText();
  }

  private static void expect(JsonParser parser, JsonToken wanted, String what) throws BadRequest {
    if (parser.currentToken() != wanted) {
      throw new BadRequest("%s is %s; expected %s.".formatted(what, parser.currentToken(), wanted));
    }
  }

  private static BadRequest unknown(String name) {
    return new BadRequest("'%s' is no field that the protocol has here.".formatted(name));
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
