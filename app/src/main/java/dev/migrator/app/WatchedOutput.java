package dev.migrator.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** An output that remembers that it could not be written, which a {@code PrintWriter} does not. */
final class WatchedOutput extends FilterOutputStream {
  private Optional<IOException> failure = Optional.empty();

  WatchedOutput(OutputStream out) {
    super(out);
  }

  /** The first failure, unless whoever reads it has just read enough, as {@code head} does. */
  Optional<IOException> failure() {
    return failure.filter(first -> !"Broken pipe".equals(first.getMessage()));
  }

  @Override
  public void write(int one) throws IOException {
    writing(() -> out.write(one));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    writing(() -> out.write(bytes, from, length));
  }

  @Override
  public void flush() throws IOException {
    writing(out::flush);
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private void writing(Writing what) throws IOException {
    try {
      what.run();
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }
}
