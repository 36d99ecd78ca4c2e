package dev.migrator.worker.retrain;

/**
 * How far a course has come: in which epoch, from 0, and how many batches of it are done.
 *
 * @param epoch from 0
 * @param step batches of it that are done
 */
record Place(int epoch, int step) {

  /** Epochs that are done, fractions included. */
  double epochs(int batches) {
    return epoch + (double) step / batches;
  }

  Place next(int batches) {
    return step + 1 < batches ? new Place(epoch, step + 1) : new Place(epoch + 1, 0);
  }
}
