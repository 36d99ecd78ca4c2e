package dev.migrator.simulator.trace;

/** A part of another trace. */
final class Section implements Trace {
  private final Trace whole;
  private final long from;
  private final long seconds;
  private long second = -1;

  Section(Trace whole, long from, long seconds) {
    Wanted.atLeast(0, "section", "from", from);
    Wanted.atLeast(1, "section", "seconds", seconds);
    this.whole = whole;
    this.from = from;
    this.seconds = seconds;
  }

  @Override
  public boolean advance() {
    if (second + 1 >= seconds || !step()) {
      return false;
    }
    second++;
    return true;
  }

  private boolean step() {
    while (whole.second() + 1 < from) {
      if (!whole.advance()) {
        throw new TraceException(
            "trace: holds %d seconds; expected more than %d, where the section begins. Maybe it begins too late."
                .formatted(whole.second() + 1, from));
      }
    }
    return whole.advance();
  }

  @Override
  public long second() {
    return second;
  }

  @Override
  public int count() {
    return whole.count();
  }

  @Override
  public long filled() {
    return whole.filled();
  }

  @Override
  public void close() {
    whole.close();
  }
}
