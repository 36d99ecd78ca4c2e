package dev.migrator.gateway.backend;

/**
 * What a worker answered.
 *
 * @param status the HTTP status
 * @param body the whole body; not copied
 */
public record WorkerAnswer(int status, byte[] body) {

  /** Whether it did as it was asked. */
  public boolean isOk() {
    return status == 200;
  }
}
