package dev.migrator.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How bodies are opened and written. */
final class Bodies {
  /** Arrays and objects within each other. */
  static final int MOST_DEPTH = 24;

  /** Characters of a name, a version or an id. */
  static final int MOST_NAME = 256;

  private static final int MOST_DIGITS = 64;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(MOST_DIGITS)
                  .maxNameLength(MOST_NAME)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .recyclerPool(JsonRecyclerPools.newLockFreePool())
          .build();

  private Bodies() {}

  /** What is done with a body that has been opened: the parser is at its first token. */
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonParser parser) throws IOException, MalformedException;
  }

  /** Reads a body that is one JSON object in UTF-8 and nothing else. */
  static <T> T read(byte[] body, Reading<T> reading) throws MalformedException {
    TensorReader.expect(beginsAsUtf8(body), "the body is no JSON object in UTF-8");
    try (JsonParser parser = FACTORY.createParser(body)) {
      parser.nextToken();
      T result = reading.read(parser);
      TensorReader.expect(parser.nextToken() == null, "something follows the JSON object");
      return result;
    } catch (IOException e) {
      throw new MalformedException("the body is not the JSON that is expected: " + firstLine(e));
    }
  }

  static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a text in quotes. */
  static void writeQuoted(ByteArrayOutputStream out, String text) {
    out.write('"');
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    out.write('"');
  }

  /** Other encodings have a zero or a mark there. */
  private static boolean beginsAsUtf8(byte[] body) {
    int at = 0;
    while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r')) {
      at++;
    }
    return at + 1 < body.length && body[at] == '{' && body[at + 1] != 0;
  }

  /** Jackson's first line says what and where, without the body's text around it. */
  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.substring(0, Math.min(line.length(), MOST_NAME));
  }
}
