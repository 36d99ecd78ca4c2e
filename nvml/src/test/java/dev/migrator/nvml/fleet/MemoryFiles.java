package dev.migrator.nvml.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Durable files in memory, which can crash, tear and fill up. */
final class MemoryFiles implements Function<Path, DurableFile> {
  /** How a write ends the process. */
  enum Ending {
    BEFORE,
    TORN,
    AFTER
  }

  private final Map<Path, String> contents = new HashMap<>();
  private int writes;
  private int crashAt = -1;
  private Ending ending = Ending.BEFORE;
  private boolean full;

  /** Writes so far. */
  int writes() {
    return writes;
  }

  /** The process ends with that write, counted from now. */
  void crashAt(int write, Ending how) {
    crashAt = writes + write;
    ending = how;
  }

  void noCrash() {
    crashAt = -1;
  }

  /** Whether writes fail for want of room. */
  void full(boolean isFull) {
    full = isFull;
  }

  Map<Path, String> contents() {
    return contents;
  }

  @Override
  public DurableFile apply(Path path) {
    return new DurableFile() {
      @Override
      public String read() {
        return contents.getOrDefault(path, "");
      }

      @Override
      public void append(String text) throws IOException {
        write(read(), text);
      }

      @Override
      public void replace(String text) throws IOException {
        write("", text);
      }

      private void write(String before, String text) throws IOException {
        if (full) {
          throw new IOException("No space left on device");
        }
        boolean crashes = writes++ == crashAt;
        if (crashes && ending == Ending.BEFORE) {
          throw new Crash("before a write");
        }
        if (crashes && ending == Ending.TORN && !before.isEmpty()) {
          contents.put(path, before + text.substring(0, text.length() / 2));
          throw new Crash("within a write");
        }
        contents.put(path, before + text);
        if (crashes) {
          throw new Crash("after a write");
        }
      }

      @Override
      public String name() {
        return path.toString();
      }
    };
  }
}
