package dev.migrator.gateway.protocol;

import java.io.ByteArrayOutputStream;

/**
 * What a worker is told when it is to change its weights.
 *
 * @param weights the file
 * @param version its version
 */
public record LoadRequest(String weights, String version) {

  /** Where a model's worker takes it. */
  public static String path(String model) {
    return "/v2/repository/models/" + model + "/load";
  }

  /** {@code {"parameters":{"weights":"...","version":"7"}}}. */
  public byte[] body() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    Bodies.write(out, "{\"parameters\":{\"weights\":");
    Bodies.writeQuoted(out, weights);
    Bodies.write(out, ",\"version\":");
    Bodies.writeQuoted(out, version);
    Bodies.write(out, "}}");
    return out.toByteArray();
  }
}
