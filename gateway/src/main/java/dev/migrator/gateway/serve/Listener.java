package dev.migrator.gateway.serve;

import java.util.List;

/** Who is told what the gateway notices. Called from any thread; it does not block. */
public interface Listener {

  /**
   * A caller told the truth about a row that was answered.
   *
   * @param version that answered
   */
  void labelled(String tenant, String version, int predicted, int label);

  /**
   * A caller told the truth about a row that was answered, and the tenant's inputs are remembered.
   *
   * @param dimensions of the row; none if it is a single number
   * @param values of the row; not copied
   */
  default void exemplified(String tenant, List<Integer> dimensions, float[] values, int label) {
    // Nobody has to learn.
  }

  /** A worker does not do what it should; it gets no requests until it is ready again. */
  void suspected(String instance, String reason);

  /** A suspected worker is ready again. */
  void recovered(String instance);
}
