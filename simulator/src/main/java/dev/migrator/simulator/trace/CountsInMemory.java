package dev.migrator.simulator.trace;

/** A trace that is an array. */
final class CountsInMemory implements Trace {
  private final int[] counts;
  private int second = -1;

  CountsInMemory(int[] counts) {
    this.counts = counts;
  }

  @Override
  public boolean advance() {
    if (second + 1 >= counts.length) {
      return false;
    }
    second++;
    return true;
  }

  @Override
  public long second() {
    return second;
  }

  @Override
  public int count() {
    return counts[second];
  }

  @Override
  public void close() {}
}
