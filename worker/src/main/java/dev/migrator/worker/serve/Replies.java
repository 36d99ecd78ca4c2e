package dev.migrator.worker.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.migrator.worker.model.Prediction;
import dev.migrator.worker.model.Signature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** Writes the bodies of answers. */
final class Replies {
  private final JsonFactory json = new JsonFactory();

  /** Writes one JSON value. */
  private interface Body {
    void write(JsonGenerator generator) throws IOException;
  }

  byte[] error(String why) {
    return object(generator -> generator.writeStringField("error", why));
  }

  byte[] empty() {
    return object(_ -> {});
  }

  byte[] metadata(String name, String version, Signature signature) {
    return object(
        generator -> {
          generator.writeStringField("name", name);
          generator.writeArrayFieldStart("versions");
          generator.writeString(version);
          generator.writeEndArray();
          generator.writeStringField("platform", signature.platform());
          generator.writeArrayFieldStart("inputs");
          tensor(generator, signature.input(), "FP32", signature.dimensions());
          generator.writeEndArray();
          generator.writeArrayFieldStart("outputs");
          for (Signature.Output output : signature.outputs()) {
            tensor(generator, output.name(), output.datatype(), output.dimensions());
          }
          generator.writeEndArray();
        });
  }

  byte[] inference(
      String name, InferenceRequest request, Service.Answer answer, Signature signature) {
    return object(
        generator -> {
          generator.writeStringField("model_name", name);
          generator.writeStringField("model_version", answer.version());
          if (request.id().isPresent()) {
            generator.writeStringField("id", request.id().get());
          }
          generator.writeArrayFieldStart("outputs");
          for (Signature.Output output : signature.outputs()) {
            if (isWanted(output.name(), request.outputs())) {
              output(generator, output, request.count(), answer.prediction());
            }
          }
          generator.writeEndArray();
        });
  }

  private static boolean isWanted(String output, Set<String> wanted) {
    return wanted.isEmpty() || wanted.contains(output);
  }

  private static void output(
      JsonGenerator generator, Signature.Output output, int count, Prediction prediction)
      throws IOException {
    generator.writeStartObject();
    head(generator, output.name(), output.datatype(), count, output.dimensions());
    generator.writeArrayFieldStart("data");
    if (output.datatype().equals("FP32")) {
      for (float value : prediction.probabilities()) {
        generator.writeNumber(value);
      }
    } else {
      for (int label : prediction.labels()) {
        generator.writeNumber(label);
      }
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void tensor(
      JsonGenerator generator, String name, String datatype, List<Integer> dimensions)
      throws IOException {
    generator.writeStartObject();
    head(generator, name, datatype, -1, dimensions);
    generator.writeEndObject();
  }

  private static void head(
      JsonGenerator generator, String name, String datatype, int batch, List<Integer> dimensions)
      throws IOException {
    generator.writeStringField("name", name);
    generator.writeStringField("datatype", datatype);
    generator.writeArrayFieldStart("shape");
    generator.writeNumber(batch);
    for (int dimension : dimensions) {
      generator.writeNumber(dimension);
    }
    generator.writeEndArray();
  }

  private byte[] object(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = json.createGenerator(bytes)) {
      generator.writeStartObject();
      body.write(generator);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
