package dev.migrator.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers and texts as bytes, one after the other: how what few will ask for is kept. */
public final class Packer {
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream(128);

  /** Puts a number behind what is there. */
  public Packer number(int number) {
    packed.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    return this;
  }

  /** Puts a text behind what is there. */
  public Packer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    packed.writeBytes(bytes);
    return this;
  }

  /** All of it. */
  public byte[] bytes() {
    return packed.toByteArray();
  }
}
