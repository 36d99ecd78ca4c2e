package dev.migrator.live.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The folders of tenants that have left: of the last few they are kept, weights and all, so that
 * who comes back goes on with what it had.
 *
 * @param tenants the folder of all tenants
 */
record Departed(Path tenants) {
  /** Tenants that have left and whose folders are kept. */
  static final int MOST_KEPT = 16;

  /** Who comes back learns from new examples; its old ones are of no use. */
  private static final String WORTH_KEEPING = "weights";

  /** A tenant leaves; of those that left before only weights are kept, of the oldest nothing. */
  void add(String tenant, Set<String> present) throws IOException {
    Path folder = tenants.resolve(tenant);
    if (Files.isDirectory(folder)) {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    }
    List<Dated> others = new ArrayList<>();
    for (Path other : Folders.in(tenants)) {
      if (!present.contains(other.getFileName().toString())) {
        others.add(new Dated(other, Files.getLastModifiedTime(other)));
      }
    }
    others.sort(Comparator.comparing(Dated::at));
    for (Dated oldest : others.subList(0, Math.max(0, others.size() - MOST_KEPT))) {
      Folders.delete(oldest.folder());
    }
    for (Dated other : others) {
      // What runs for the one that leaves may still read and write.
      if (!other.folder().equals(folder)) {
        strip(other.folder());
      }
    }
  }

  private static void strip(Path folder) throws IOException {
    for (Path part : Folders.in(folder)) {
      if (!part.getFileName().toString().equals(WORTH_KEEPING)) {
        Folders.delete(part);
      }
    }
  }

  private record Dated(Path folder, FileTime at) {}
}
