package dev.migrator.core.predict;

/** A way to expect the next slots that can be fitted to a history. */
interface Model {

  /**
   * Fits the parameters.
   *
   * @param values requests per slot, oldest first
   * @param end only the first {@code end} values may be used for fitting
   * @param horizon the most slots that will be asked for
   * @return the fitted model on these values; it answers for every origin, those behind {@code end}
   *     included
   */
  Path fit(double[] values, int end, int horizon);

  /** A fitted model on a series. */
  interface Path {

    /**
     * Expects the slots {@code origin}, {@code origin + 1}, … from the values before {@code origin}
     * and nothing else.
     *
     * @param origin number of slots known; may be 0
     * @param path filled with the expectations, none negative
     */
    void predict(int origin, double[] path);
  }
}
