package dev.migrator.core.plan.fleet;

/** One tenant on the market of sites: what it earns at most, all it needs being paid for. */
interface Renter {

  /**
   * The most that the tenant earns by itself at these rents.
   *
   * @param slope by site and slot: from which the sites used are taken
   */
  double best(Rents rents, double[][] slope);

  /** By slot: the capacity that it rented last, at most what is asked for. */
  double[] wanted();

  /** The retraining that it took last. */
  Deal deal();

  /**
   * A retraining at these rents.
   *
   * @param site where; -1 for none
   * @param from first slot of its set-up
   * @param to slot at whose beginning it has ended
   */
  record Deal(int site, int from, int to) {
    static final Deal NONE = new Deal(-1, 0, 0);

    /** Takes what it uses from the slope. */
    void use(double[][] slope) {
      for (int slot = from; slot < to; slot++) {
        slope[site][slot]--;
      }
    }
  }
}
