package dev.migrator.live.history;

/** Port to the store of what happened and what was measured. */
public interface History {
  /** Keeps nothing. */
  History NONE =
      new History() {
        @Override
        public void keep(TurnRecord turn) {}

        @Override
        public HistoryHealth health() {
          return HistoryHealth.NONE;
        }
      };

  /**
   * Takes what a turn brought. Returns at once and never fails: what cannot be kept is dropped and
   * counted.
   */
  void keep(TurnRecord turn);

  /** How it is doing. May be asked by any thread. */
  HistoryHealth health();
}
