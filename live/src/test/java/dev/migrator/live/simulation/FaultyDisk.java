package dev.migrator.live.simulation;

import dev.migrator.live.journal.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A disk in memory that can be full, and that loses or mangles what was not forced in a crash. */
final class FaultyDisk {
  private final Map<String, Blocks> segments = new TreeMap<>();
  private final Fuse fuse;
  private long mounts;
  boolean isFull;

  /** Says that all is on disk, although it is not. */
  boolean isLying;

  FaultyDisk(Fuse fuse) {
    this.fuse = fuse;
  }

  private static final class Blocks {
    private byte[] bytes = new byte[4096];
    int length;
    int durable;

    byte[] content() {
      return Arrays.copyOf(bytes, length);
    }

    void add(byte[] more) {
      if (length + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (length + more.length));
      }
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
    }
  }

  /** The disk as a process sees it until the next crash. */
  Storage mount() {
    return new Mount(++mounts);
  }

  /** Another disk on which only that is which was forced. */
  FaultyDisk durableCopy() {
    FaultyDisk copy = new FaultyDisk(new Fuse());
    segments.forEach(
        (name, blocks) -> {
          Blocks kept = new Blocks();
          kept.add(Arrays.copyOf(blocks.bytes, blocks.durable));
          kept.durable = blocks.durable;
          copy.segments.put(name, kept);
        });
    return copy;
  }

  /** Bytes of all segments. */
  long bytes() {
    return segments.values().stream().mapToLong(blocks -> blocks.length).sum();
  }

  /** What was not forced is kept, lost, torn, or damaged. */
  void crash(Random random) {
    mounts++;
    segments.values().forEach(blocks -> mangle(blocks, random));
  }

  /** Flips a bit. */
  void damage(String segment, int at) {
    blocks(segment).bytes[at] ^= 1;
  }

  private Blocks blocks(String segment) {
    return segments.computeIfAbsent(segment, _ -> new Blocks());
  }

  private static void mangle(Blocks blocks, Random random) {
    int loose = blocks.length - blocks.durable;
    if (loose > 0) {
      int kept = random.nextInt(4) == 0 ? loose : random.nextInt(loose + 1);
      blocks.length = blocks.durable + kept;
      switch (random.nextInt(4)) {
        case 0 -> hole(blocks, kept, random);
        case 1 -> garbage(blocks, random);
        default -> {
          // Only cut off.
        }
      }
    }
    blocks.durable = blocks.length;
  }

  /** Later bytes reached the disk, earlier ones did not. */
  private static void hole(Blocks blocks, int kept, Random random) {
    int from = blocks.durable + random.nextInt(kept + 1);
    Arrays.fill(blocks.bytes, from, Math.min(blocks.length, from + 40), (byte) 0);
  }

  private static void garbage(Blocks blocks, Random random) {
    byte[] noise = new byte[random.nextInt(60)];
    random.nextBytes(noise);
    blocks.add(noise);
  }

  private final class Mount implements Storage {
    private final long number;

    Mount(long number) {
      this.number = number;
    }

    @Override
    public List<String> segments() {
      return List.copyOf(segments.keySet());
    }

    @Override
    public byte[] read(String segment) {
      return blocks(segment).content();
    }

    @Override
    public Tail append(String segment) throws IOException {
      operate();
      Blocks blocks = blocks(segment);
      return new Tail() {
        @Override
        public void write(byte[] bytes) throws IOException {
          operate();
          blocks.add(bytes);
        }

        @Override
        public void force() throws IOException {
          operate();
          if (!isLying) {
            blocks.durable = blocks.length;
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void cut(String segment, long bytes) throws IOException {
      operate();
      Blocks blocks = blocks(segment);
      blocks.length = (int) bytes;
      blocks.durable = (int) bytes;
    }

    @Override
    public void remove(String segment) throws IOException {
      operate();
      segments.remove(segment);
    }

    private void operate() throws IOException {
      if (number != mounts) {
        throw new IOException("the process that had this disk is gone");
      }
      fuse.burn();
      if (isFull) {
        throw new IOException("No space left on device");
      }
    }
  }
}
