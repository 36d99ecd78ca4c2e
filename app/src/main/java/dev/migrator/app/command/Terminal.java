package dev.migrator.app.command;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Asks the C library what Java cannot say: whether stderr is a terminal. */
final class Terminal {
  private static final int STDERR = 2;

  private Terminal() {}

  /** False also where it cannot be found out. */
  static boolean isStderr() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> isatty = linker.defaultLookup().find("isatty");
    return isatty.isPresent() && ask(linker, isatty.get());
  }

  private static boolean ask(Linker linker, MemorySegment isatty) {
    try {
      FunctionDescriptor intToInt =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      return (int) linker.downcallHandle(isatty, intToInt).invokeExact(STDERR) == 1;
    } catch (Throwable e) {
      // A method handle may throw anything; without an answer there is no bar, and that is all.
      return false;
    }
  }
}
