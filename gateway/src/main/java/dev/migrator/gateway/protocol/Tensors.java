package dev.migrator.gateway.protocol;

import java.io.ByteArrayOutputStream;

/** Writes tensors. */
final class Tensors {
  private Tensors() {}

  /** All up to the bracket that opens the data. */
  static void writeHead(ByteArrayOutputStream out, Tensor tensor, int rows) {
    Bodies.write(out, "{\"name\":");
    Bodies.writeQuoted(out, tensor.name());
    StringBuilder head = new StringBuilder(64);
    head.append(",\"datatype\":\"").append(tensor.datatype()).append("\",\"shape\":[").append(rows);
    for (int dimension : tensor.rowShape()) {
      head.append(',').append(dimension);
    }
    head.append(']');
    if (!tensor.parameters().isEmpty()) {
      head.append(",\"parameters\":").append(tensor.parameters());
    }
    Bodies.write(out, head.append(",\"data\":[").toString());
  }

  static void writeRows(ByteArrayOutputStream out, Tensor tensor, int from, int to) {
    writeHead(out, tensor, to - from);
    tensor.rows(from, to).writeTo(out);
    Bodies.write(out, "]}");
  }
}
