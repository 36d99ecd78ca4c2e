package dev.migrator.live.journal;

import java.io.IOException;
import java.util.List;

/** A storage that can be full. */
public final class FlakyStorage implements Storage {
  private final Storage storage;

  /** Whether nothing can be written. */
  public volatile boolean isFull;

  /** On top of that one. */
  public FlakyStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public List<String> segments() throws IOException {
    return storage.segments();
  }

  @Override
  public byte[] read(String segment) throws IOException {
    return storage.read(segment);
  }

  @Override
  public Tail append(String segment) throws IOException {
    Tail tail = storage.append(segment);
    return new Tail() {
      @Override
      public void write(byte[] bytes) throws IOException {
        if (isFull) {
          throw new IOException("No space left on device");
        }
        tail.write(bytes);
      }

      @Override
      public void force() throws IOException {
        tail.force();
      }

      @Override
      public void close() throws IOException {
        tail.close();
      }
    };
  }

  @Override
  public void cut(String segment, long bytes) throws IOException {
    storage.cut(segment, bytes);
  }

  @Override
  public void remove(String segment) throws IOException {
    storage.remove(segment);
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
