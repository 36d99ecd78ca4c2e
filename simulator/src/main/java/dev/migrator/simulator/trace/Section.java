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
    if (second + 1 >= seconds) {
      return false;
    }
    boolean any = step();
    if (!any && second < 0) {
      throw new TraceException(
          "%s: holds %d seconds; expected more than %d, where the part asked for begins. Maybe it begins too late."
              .formatted(whole.name(), whole.second() + 1, from));
    }
    second += any ? 1 : 0;
    return any;
  }

  private boolean step() {
    while (whole.second() + 1 < from) {
      if (!whole.advance()) {
        return false;
      }
    }
    return whole.advance();
  }

  @Override
  public String name() {
    return whole.name();
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
