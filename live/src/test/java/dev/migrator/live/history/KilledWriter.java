package dev.migrator.live.history;

import java.nio.file.Path;

/** A program that writes a history as fast as it can, and says how much it has kept. */
public final class KilledWriter {
  private KilledWriter() {}

  /** Writes to the file that is given, for at most so many turns as are given then. */
  public static void main(String[] args) throws InterruptedException {
    Turns turns = new Turns(1, "cats", "dogs");
    int most = Integer.parseInt(args[1]);
    try (HistoryWriter writer =
        HistoryWriter.begin(
            Path.of(args[0]), HistoryBounds.USUAL, warning -> System.out.println(warning))) {
      for (int i = 0; i < most; i++) {
        writer.keep(turns.next());
        while (writer.health().waiting() > 10) {
          Thread.sleep(1);
        }
        System.out.println("kept " + writer.health().kept());
      }
    }
    System.out.println("the end");
  }
}
