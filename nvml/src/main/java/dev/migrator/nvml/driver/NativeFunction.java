package dev.migrator.nvml.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A function of the library that returns a code. Opaque handles are passed as {@code long}, which
 * the calling conventions of x86-64 and AArch64 treat like pointers.
 */
final class NativeFunction {
  static final MemoryLayout INT = ValueLayout.JAVA_INT;
  static final MemoryLayout HANDLE = ValueLayout.JAVA_LONG;
  static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final String name;
  private final MethodHandle handle;
  private final CallWatch watch;

  private NativeFunction(String name, MethodHandle handle, CallWatch watch) {
    this.name = name;
    this.handle = handle;
    this.watch = watch;
  }

  /** The function of that name, if the library has it. */
  static Optional<NativeFunction> find(
      SymbolLookup library, CallWatch watch, String name, MemoryLayout... parameters) {
    return library.find(name).map(symbol -> bound(symbol, watch, name, parameters));
  }

  private static NativeFunction bound(
      MemorySegment symbol, CallWatch watch, String name, MemoryLayout... parameters) {
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters))
            .asSpreader(Object[].class, parameters.length)
            .asType(MethodType.methodType(int.class, Object[].class));
    return new NativeFunction(name, handle, watch);
  }

  /** The first of those names that the library has. */
  static NativeFunction first(
      SymbolLookup library, CallWatch watch, String[] names, MemoryLayout... parameters) {
    return Stream.of(names)
        .flatMap(name -> find(library, watch, name, parameters).stream())
        .findFirst()
        .orElseThrow(() -> new NvmlException(names[0], ReturnCode.FUNCTION_NOT_FOUND));
  }

  String name() {
    return name;
  }

  /** Calls it. */
  ReturnCode call(Object... arguments) {
    watch.begins(name);
    try {
      return ReturnCode.of((int) handle.invokeExact(arguments));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    } finally {
      watch.ends();
    }
  }

  /**
   * Calls it; anything but success is an exception.
   *
   * @throws NvmlException if it does not work
   */
  void must(Object... arguments) {
    require(call(arguments));
  }

  /**
   * Passes success.
   *
   * @throws NvmlException if it is another code
   */
  void require(ReturnCode code) {
    if (code.outcome() != Outcome.DONE) {
      throw new NvmlException(name, code);
    }
  }

  /** Loads a library for the rest of the process's life. */
  static SymbolLookup library(String path) {
    return path.indexOf('/') >= 0
        ? SymbolLookup.libraryLookup(java.nio.file.Path.of(path), Arena.global())
        : SymbolLookup.libraryLookup(path, Arena.global());
  }
}
