package dev.migrator.gateway.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is remembered of a tenant's token: its SHA-256. Comparing takes the same time always. */
public final class Token {
  private final byte[] hash;

  private Token(byte[] hash) {
    this.hash = hash;
  }

  /** Of the token itself. */
  public static Token of(String token) {
    return new Token(sha256(token.getBytes(StandardCharsets.UTF_8)));
  }

  /** Of the 32 bytes of a token's SHA-256. */
  public static Token ofHash(byte[] sha256) {
    if (sha256.length != 32) {
      throw new IllegalArgumentException(
          "token: its hash has %d bytes; expected the 32 of a SHA-256.".formatted(sha256.length));
    }
    return new Token(sha256.clone());
  }

  /** Whether both are the same. */
  public boolean matches(Token other) {
    return MessageDigest.isEqual(hash, other.hash);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
