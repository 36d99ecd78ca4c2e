package dev.migrator.gateway.http;

/**
 * How many threads the door has.
 *
 * @param selectors that read from connections and write to them
 * @param all these and as many others at least; without any others Jetty refuses to start
 */
record DoorThreads(int selectors, int all) {
  private static final int MOST_SELECTORS = 16;
  private static final int FEWEST = 16;

  /** One selector for two cores. */
  static DoorThreads of(int cores) {
    int selectors = Math.clamp(cores / 2, 1, MOST_SELECTORS);
    return new DoorThreads(selectors, Math.max(FEWEST, 2 * selectors));
  }
}
