package dev.migrator.nvml.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads GPU instance profiles, in the newest form that the driver knows.
 *
 * <p>Version 3 of the structure has no {@code isP2pSupported}, so every later field lies four bytes
 * earlier than in version 2, although both have 152 bytes: the version decides how it is read. The
 * oldest form has no version and no name.
 */
final class ProfileReading {
  private static final long SIZE = 152;
  private static final int NAME_LENGTH = 96;
  private static final String PREFIX = "MIG ";

  /**
   * Where things lie in a form of the structure.
   *
   * @param version the word that the caller sets beforehand; 0 where there is none
   * @param id offset of the id
   * @param counts offset of slices, instances, multiprocessors and engines, one after the other
   * @param memory offset of the memory
   * @param name offset of the name, -1 where there is none
   */
  private record Form(int version, long id, long counts, long memory, long name) {}

  private static final Form THIRD = new Form(0x03000098, 4, 8, 40, 48);
  private static final Form SECOND = new Form(0x02000098, 4, 12, 48, 56);
  private static final Form OLDEST = new Form(0, 0, 8, 40, -1);

  private final Optional<NativeFunction> versioned;
  private final Optional<NativeFunction> unversioned;

  ProfileReading(Optional<NativeFunction> versioned, Optional<NativeFunction> unversioned) {
    this.versioned = versioned;
    this.unversioned = unversioned;
  }

  /** The profile of that kind; empty if there is none. */
  Optional<Nvml.GpuInstanceProfile> read(Nvml.Device device, int kind, long totalMib) {
    ReturnCode code = ReturnCode.FUNCTION_NOT_FOUND;
    for (Form form : List.of(THIRD, SECOND, OLDEST)) {
      Optional<NativeFunction> function = form.version() > 0 ? versioned : unversioned;
      if (function.isPresent()) {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment info = arena.allocate(SIZE, 8);
          info.set(JAVA_INT, 0, form.version());
          code = function.get().call(device.address(), kind, info);
          if (!isMaybeOfTheForm(code)) {
            return answer(function.get(), code, form, info, kind, totalMib);
          }
        }
      }
    }
    return unread(code);
  }

  /** Drivers refuse a version that they do not know in one of two ways. */
  private static boolean isMaybeOfTheForm(ReturnCode code) {
    return code == ReturnCode.ARGUMENT_VERSION_MISMATCH || code == ReturnCode.INVALID_ARGUMENT;
  }

  /** What was an invalid argument in every form is a kind that the driver does not know. */
  private static Optional<Nvml.GpuInstanceProfile> unread(ReturnCode last) {
    if (last == ReturnCode.INVALID_ARGUMENT) {
      return Optional.empty();
    }
    throw new NvmlException("nvmlDeviceGetGpuInstanceProfileInfo", last);
  }

  private static Optional<Nvml.GpuInstanceProfile> answer(
      NativeFunction function,
      ReturnCode code,
      Form form,
      MemorySegment info,
      int kind,
      long totalMib) {
    if (code == ReturnCode.NOT_SUPPORTED) {
      return Optional.empty();
    }
    function.require(code);
    long at = form.counts();
    int slices = info.get(JAVA_INT, at);
    long memory = info.get(JAVA_LONG, form.memory());
    return Optional.of(
        new Nvml.GpuInstanceProfile(
            kind,
            info.get(JAVA_INT, form.id()),
            name(form, info).orElseGet(() -> ProfileNames.of(kind, slices, memory, totalMib)),
            slices,
            info.get(JAVA_INT, at + 4),
            info.get(JAVA_INT, at + 8),
            info.get(JAVA_INT, at + 12),
            info.get(JAVA_INT, at + 16),
            info.get(JAVA_INT, at + 24),
            info.get(JAVA_INT, at + 28),
            memory));
  }

  private static Optional<String> name(Form form, MemorySegment info) {
    if (form.name() < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[NAME_LENGTH];
    MemorySegment.copy(info, form.name(), MemorySegment.ofArray(bytes), 0, NAME_LENGTH);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    String name = (end < 0 ? text : text.substring(0, end)).strip();
    return Optional.of(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
        .filter(n -> !n.isEmpty());
  }
}
