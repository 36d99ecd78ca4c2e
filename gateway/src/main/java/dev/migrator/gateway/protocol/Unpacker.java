package dev.migrator.gateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a {@link Packer} has put together, taken out in the same order. */
public final class Unpacker {
  private final ByteBuffer packed;

  /** Of those bytes. */
  public Unpacker(byte[] packed) {
    this.packed = ByteBuffer.wrap(packed);
  }

  /** The next one, a number. */
  public int number() {
    return packed.getInt();
  }

  /** The next one, a text. */
  public String text() {
    byte[] bytes = new byte[number()];
    packed.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether there is another one. */
  public boolean hasMore() {
    return packed.hasRemaining();
  }
}
