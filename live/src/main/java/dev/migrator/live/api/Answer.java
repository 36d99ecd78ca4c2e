package dev.migrator.live.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body not copied: treat as immutable
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, String type, byte[] body) {
  private static final String JSON = "application/json";

  static Answer ok(Object value) {
    return json(200, value);
  }

  static Answer json(int status, Object value) {
    return new Answer(status, JSON, Json.bytes(value));
  }

  static Answer error(int status, String why) {
    return json(status, Map.of("error", why));
  }

  static Answer text(String type, String text) {
    return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8));
  }
}
