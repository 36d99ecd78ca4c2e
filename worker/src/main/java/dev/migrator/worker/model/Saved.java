package dev.migrator.worker.model;

import dev.migrator.worker.contract.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Weights or a checkpoint as they lie in a file: texts under names, then arrays of numbers, then a
 * checksum. The arrays are not copied; nobody changes them.
 *
 * @param facts texts under names, such as which network this is
 * @param arrays the numbers, in the order the network knows
 */
public record Saved(SortedMap<String, String> facts, List<float[]> arrays) {
  /** How large a file is read at most. */
  public static final long MOST_BYTES = 64L << 20;

  private static final long MAGIC = 0x4D49475257475431L; // "MIGRWGT1"
  private static final int MOST_ENTRIES = 1_000;

  /** Copies the facts. */
  public Saved {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    arrays = List.copyOf(arrays);
  }

  /** A fact that must be there. */
  public String fact(String name) throws Refused {
    String fact = facts.get(name);
    if (fact == null) {
      throw new Refused("the file does not say '%s'. Maybe it is of another kind?".formatted(name));
    }
    return fact;
  }

  /** Writes a file whole or not at all: under another name first, then renamed. */
  public void write(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(MAGIC);
    out.writeInt(facts.size());
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      out.writeUTF(fact.getKey());
      out.writeUTF(fact.getValue());
    }
    writeArrays(out);
    out.writeInt(sum(bytes.toByteArray(), bytes.size()));
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.write(unfinished, bytes.toByteArray());
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads a file, and refuses one that is not whole and right. */
  public static Saved read(Path file) throws Refused {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new IOException("it has %d bytes; expected at most %d".formatted(size, MOST_BYTES));
      }
      return parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new Refused("cannot use '%s': %s.".formatted(file, e), e);
    }
  }

  private void writeArrays(DataOutputStream out) throws IOException {
    out.writeInt(arrays.size());
    for (float[] array : arrays) {
      out.writeInt(array.length);
      for (float value : array) {
        out.writeFloat(value);
      }
    }
  }

  private static Saved parse(byte[] bytes) throws IOException {
    int end = Math.max(0, bytes.length - Integer.BYTES);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
    if (in.readLong() != MAGIC) {
      throw new IOException("it does not begin with MIGRWGT1");
    }
    int sum = new DataInputStream(new ByteArrayInputStream(bytes, end, Integer.BYTES)).readInt();
    if (sum != sum(bytes, end)) {
      throw new IOException("its checksum does not fit. Maybe it was cut off");
    }
    SortedMap<String, String> facts = new TreeMap<>();
    for (int left = count(in.readInt(), MOST_ENTRIES); left > 0; left--) {
      facts.put(in.readUTF(), in.readUTF());
    }
    List<float[]> arrays = new ArrayList<>();
    for (int left = count(in.readInt(), MOST_ENTRIES); left > 0; left--) {
      arrays.add(array(in));
    }
    return new Saved(facts, arrays);
  }

  private static float[] array(DataInputStream in) throws IOException {
    float[] array = new float[count(in.readInt(), in.available() / Float.BYTES)];
    for (int i = 0; i < array.length; i++) {
      array[i] = in.readFloat();
      if (!Float.isFinite(array[i])) {
        throw new IOException("a number in it is " + array[i]);
      }
    }
    return array;
  }

  private static int count(int count, int most) throws IOException {
    if (count < 0 || count > most) {
      throw new IOException("it has %d entries; expected 0 to %d".formatted(count, most));
    }
    return count;
  }

  private static int sum(byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(Arrays.copyOf(bytes, length));
    return (int) sum.getValue();
  }
}
