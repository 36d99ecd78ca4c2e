package dev.migrator.nvml.fleet;

import java.io.IOException;

/** A small file whose writes have reached the disk when they return. */
interface DurableFile {

  /** All of it; empty if it does not exist. */
  String read() throws IOException;

  /** Writes behind its end. */
  void append(String text) throws IOException;

  /** Puts other content in its place: all of it or, after a crash, none. */
  void replace(String text) throws IOException;

  /** Its name, for errors. */
  String name();
}
