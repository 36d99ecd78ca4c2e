package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.ErrorBody;
import java.time.Duration;

/**
 * What a caller is told.
 *
 * @param status the HTTP status
 * @param body JSON; not copied
 * @param retryAfterSeconds after how many seconds another try may be worth it; 0: not said
 */
public record Answer(int status, byte[] body, long retryAfterSeconds) {

  /** All is well. */
  public static Answer ok(byte[] body) {
    return new Answer(200, body, 0);
  }

  /** Something is wrong, and trying again does not help. */
  public static Answer error(int status, String message) {
    return new Answer(status, ErrorBody.of(message), 0);
  }

  /** Not now: whole seconds, at least one, as HTTP has it. */
  public static Answer later(int status, String message, Duration after) {
    long seconds = Math.max(1, after.plusMillis(999).toSeconds());
    return new Answer(status, ErrorBody.of(message), seconds);
  }
}
