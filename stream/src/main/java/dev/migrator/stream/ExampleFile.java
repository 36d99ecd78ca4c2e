package dev.migrator.stream;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A file of labelled examples, in the format of docs/streams.md: a header, the examples, a
 * checksum, all little-endian.
 */
public final class ExampleFile {
  /** The ending of such a file's name; a reader of a folder looks at no other files. */
  public static final String ENDING = ".examples";

  /** How many bytes a file has at most. */
  public static final long MOST_BYTES = 256L << 20;

  private static final byte[] MAGIC = "MIGREXMP".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private ExampleFile() {}

  /** Writes a file whole or not at all: under another name first, then renamed. */
  public static void write(Path file, Examples examples) throws IOException {
    ByteBuffer bytes = encode(file, examples);
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.write(unfinished, bytes.array());
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is not whole and right; the message says why
   */
  public static Examples read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw wrong(file, "it has %d bytes; expected at most %d".formatted(size, MOST_BYTES));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    try {
      checkSum(file, bytes);
      return decode(file, bytes);
    } catch (BufferUnderflowException e) {
      throw wrong(file, "it ends too early");
    } catch (IllegalArgumentException e) {
      throw wrong(file, String.valueOf(e.getMessage()));
    }
  }

  private static ByteBuffer encode(Path file, Examples examples) throws IOException {
    Shape shape = examples.shape();
    int header = MAGIC.length + Integer.BYTES * (4 + shape.dimensions().size());
    long size = header + (long) examples.size() * recordBytes(shape) + Integer.BYTES;
    if (size > MOST_BYTES) {
      throw wrong(file, "it would have %d bytes; expected at most %d".formatted(size, MOST_BYTES));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(VERSION).putInt(shape.dimensions().size());
    shape.dimensions().forEach(bytes::putInt);
    bytes.putInt(shape.classes()).putInt(examples.size());
    for (Example example : examples.list()) {
      bytes.putInt(example.label());
      bytes.asFloatBuffer().put(example.input());
      bytes.position(bytes.position() + Float.BYTES * example.input().length);
    }
    return bytes.putInt(sum(bytes.array(), bytes.position()));
  }

  private static void checkSum(Path file, ByteBuffer bytes) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw wrong(file, "it does not begin with MIGREXMP");
    }
    int end = bytes.limit() - Integer.BYTES;
    if (end < MAGIC.length || bytes.getInt(end) != sum(bytes.array(), end)) {
      throw wrong(file, "its checksum does not fit. Maybe it was cut off");
    }
    bytes.limit(end);
  }

  private static Examples decode(Path file, ByteBuffer bytes) throws IOException {
    int version = bytes.getInt();
    if (version != VERSION) {
      throw wrong(file, "its version is %d; expected %d".formatted(version, VERSION));
    }
    Shape shape = shape(bytes);
    int count = bytes.getInt();
    long expected = (long) count * recordBytes(shape);
    if (count < 0 || bytes.remaining() != expected) {
      throw wrong(
          file,
          "%d bytes follow the header; expected %d for %d examples of shape %s"
              .formatted(bytes.remaining(), expected, count, shape.dimensions()));
    }
    List<Example> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(example(bytes, shape));
    }
    return new Examples(shape, list);
  }

  private static Shape shape(ByteBuffer bytes) {
    int rank = bytes.getInt();
    if (rank < 1 || rank > bytes.remaining() / Integer.BYTES) {
      throw new IllegalArgumentException("its rank is %d".formatted(rank));
    }
    List<Integer> dimensions = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      dimensions.add(bytes.getInt());
    }
    return new Shape(dimensions, bytes.getInt());
  }

  private static Example example(ByteBuffer bytes, Shape shape) {
    int label = bytes.getInt();
    float[] input = new float[shape.values()];
    bytes.asFloatBuffer().get(input);
    bytes.position(bytes.position() + Float.BYTES * input.length);
    for (float value : input) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a value is " + value + "; expected a finite one");
      }
    }
    return new Example(input, label);
  }

  private static long recordBytes(Shape shape) {
    return Integer.BYTES + (long) Float.BYTES * shape.values();
  }

  private static int sum(byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }

  private static IOException wrong(Path file, String why) {
    return new IOException("cannot use '%s': %s.".formatted(file, why));
  }
}
