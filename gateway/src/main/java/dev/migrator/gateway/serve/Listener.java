package dev.migrator.gateway.serve;

/** Who is told what the gateway notices. Called from any thread; it does not block. */
public interface Listener {

  /**
   * A caller told the truth about a row that was answered.
   *
   * @param version that answered
   */
  void labelled(String tenant, String version, int predicted, int label);

  /** A worker does not do what it should; it gets no requests until it is ready again. */
  void suspected(String instance, String reason);

  /** A suspected worker is ready again. */
  void recovered(String instance);
}
