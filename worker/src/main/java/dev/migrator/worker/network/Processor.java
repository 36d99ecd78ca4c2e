package dev.migrator.worker.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.migrator.worker.contract.Refused;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What of the processor PyTorch may use.
 *
 * <p>Its convolutions are those of oneDNN, and where that uses AVX-512 on an AMD EPYC of family 26,
 * those of more than one image with 20 or 24 channels were wrong, by as much as the answer itself,
 * or NaN (with 1, 16, 32 and 48 right); with AVX2 all were right. Whoever sets {@code
 * ONEDNN_MAX_CPU_ISA} gets what it says.
 */
final class Processor {
  private static final String MOST = "ONEDNN_MAX_CPU_ISA";
  private static final String AVX2 = "AVX2";

  private Processor() {}

  /**
   * Limits it, unless the environment says something else; to be called before PyTorch is loaded.
   */
  static void limit() throws Refused {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty() || !isSet(linker, setenv.get())) {
      throw new Refused(
          "cannot set %s to '%s' for this process. Maybe start it with that in its environment."
              .formatted(MOST, AVX2));
    }
  }

  // Java cannot change what native libraries see of the environment; the C library can.
  private static boolean isSet(Linker linker, MemorySegment setenv) {
    FunctionDescriptor shape = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    int onlyIfNotSet = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(MOST);
      MemorySegment value = arena.allocateFrom(AVX2);
      return (int) linker.downcallHandle(setenv, shape).invokeExact(name, value, onlyIfNotSet) == 0;
    } catch (Throwable e) {
      // A method handle may throw anything; whoever asked is told that it is not set.
      return false;
    }
  }
}
