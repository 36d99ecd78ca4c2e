package dev.migrator.nvml.driver;

import static dev.migrator.nvml.driver.NativeFunction.HANDLE;
import static dev.migrator.nvml.driver.NativeFunction.INT;
import static dev.migrator.nvml.driver.NativeFunction.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * NVML itself, through the Foreign Function and Memory API; no native code of ours.
 *
 * <p>One session for the life of the process: opening and closing sessions, or looking up handles
 * anew, was seen to take seconds on busy nodes. Newer symbols are preferred, older ones are the
 * fall-back. Sizes and offsets are those of nvml.h on 64-bit Linux.
 */
public final class NativeNvml implements Nvml {
  /** The library's name, where the environment names no other. */
  public static final String LIBRARY = "libnvidia-ml.so.1";

  /** The environment variable that names another library: its name or path. */
  public static final String LIBRARY_VARIABLE = "MIGRATOR_NVML_LIBRARY";

  private static final int TEXT_LENGTH = 96;
  private static final int MOST_INSTANCES = 64;
  private static final int MOST_PLACEMENTS = 128;
  private static final int FIRST_PROCESSES = 32;
  private static final int MOST_PROCESSES = 1 << 16;
  private static final int PROCESS_SIZE = 24;
  private static final long NO_INSTANCE = 0xffffffffL;
  private static final long BYTES_PER_MIB = 1 << 20;
  private static final long XID_EVENTS = 8;

  private final SymbolLookup library;
  private final CallWatch watch;
  private final Map<String, NativeFunction> functions = new ConcurrentHashMap<>();
  private final Map<Integer, Device> devices = new ConcurrentHashMap<>();
  private final Map<Device, Long> memory = new ConcurrentHashMap<>();
  private final ProfileReading profiles;

  private NativeNvml(SymbolLookup library, CallWatch watch) {
    this.library = library;
    this.watch = watch;
    String profile = "nvmlDeviceGetGpuInstanceProfileInfo";
    this.profiles =
        new ProfileReading(
            NativeFunction.find(library, watch, profile + "V", HANDLE, INT, POINTER),
            NativeFunction.find(library, watch, profile, HANDLE, INT, POINTER));
  }

  /**
   * Loads the library that the environment names and opens a session.
   *
   * @throws DriverMissingException if there is no such library, or no driver behind it
   */
  public static NativeNvml open(Map<String, String> environment, CallWatch watch) {
    String path = environment.getOrDefault(LIBRARY_VARIABLE, LIBRARY);
    return open(path.isBlank() ? LIBRARY : path, watch);
  }

  /**
   * Loads that library and opens a session.
   *
   * @throws DriverMissingException if there is no such library, or no driver behind it
   */
  public static NativeNvml open(String path, CallWatch watch) {
    NativeNvml nvml = new NativeNvml(load(path), watch);
    try {
      nvml.function(names("nvmlInit_v2", "nvmlInit")).must();
    } catch (NvmlException e) {
      throw new DriverMissingException("the NVIDIA driver cannot be used: " + e.getMessage(), e);
    }
    return nvml;
  }

  private static SymbolLookup load(String path) {
    try {
      return NativeFunction.library(path);
    } catch (IllegalArgumentException e) {
      throw new DriverMissingException(
          "no NVIDIA driver here: %s cannot be loaded. Maybe the driver is not installed, or this is a container without it (--gpus, NVIDIA_DRIVER_CAPABILITIES=utility); %s names another library."
              .formatted(path, LIBRARY_VARIABLE),
          e);
    }
  }

  @Override
  public String driverVersion() {
    return text(
        buffer -> call("nvmlSystemGetDriverVersion", POINTER, INT).must(buffer, TEXT_LENGTH));
  }

  @Override
  public int deviceCount() {
    NativeFunction count = function(names("nvmlDeviceGetCount_v2", "nvmlDeviceGetCount"), POINTER);
    return number(count::must);
  }

  /** Handles stay valid, so they are asked for once. */
  @Override
  public Device device(int index) {
    NativeFunction byIndex =
        function(
            names("nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex"), INT, POINTER);
    return devices.computeIfAbsent(
        index, i -> new Device(handle(out -> byIndex.must((int) i, out))));
  }

  @Override
  public String uuid(Device device) {
    return uuid(device.address());
  }

  @Override
  public String uuid(MigDevice device) {
    return uuid(device.address());
  }

  private String uuid(long address) {
    NativeFunction uuid = call("nvmlDeviceGetUUID", HANDLE, POINTER, INT);
    return text(buffer -> uuid.must(address, buffer, TEXT_LENGTH));
  }

  @Override
  public String name(Device device) {
    NativeFunction name = call("nvmlDeviceGetName", HANDLE, POINTER, INT);
    return text(buffer -> name.must(device.address(), buffer, TEXT_LENGTH));
  }

  @Override
  public int minorNumber(Device device) {
    NativeFunction minor = call("nvmlDeviceGetMinorNumber", HANDLE, POINTER);
    return number(out -> minor.must(device.address(), out));
  }

  @Override
  public long memoryMib(Device device) {
    return memory.computeIfAbsent(device, this::askMemoryMib);
  }

  private long askMemoryMib(Device device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(24, 8);
      call("nvmlDeviceGetMemoryInfo", HANDLE, POINTER).must(device.address(), memory);
      return memory.get(JAVA_LONG, 0) / BYTES_PER_MIB;
    }
  }

  @Override
  public Optional<MigMode> migMode(Device device) {
    NativeFunction mode = call("nvmlDeviceGetMigMode", HANDLE, POINTER, POINTER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment current = arena.allocate(JAVA_INT);
      MemorySegment pending = arena.allocate(JAVA_INT);
      ReturnCode code = mode.call(device.address(), current, pending);
      if (code.outcome() == Outcome.UNSUPPORTED) {
        return Optional.empty();
      }
      mode.require(code);
      return Optional.of(new MigMode(current.get(JAVA_INT, 0) != 0, pending.get(JAVA_INT, 0) != 0));
    }
  }

  @Override
  public ReturnCode setMigMode(Device device, boolean enabled) {
    NativeFunction mode = call("nvmlDeviceSetMigMode", HANDLE, INT, POINTER);
    int activation = number(out -> mode.must(device.address(), enabled ? 1 : 0, out));
    devices.values().remove(device);
    return ReturnCode.of(activation);
  }

  @Override
  public List<GpuProcess> processes(Device device) {
    String name = "nvmlDeviceGetComputeRunningProcesses";
    NativeFunction running = function(names(name + "_v3", name + "_v2"), HANDLE, POINTER, POINTER);
    for (int room = FIRST_PROCESSES; ; room *= 2) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment count = arena.allocateFrom(JAVA_INT, room);
        MemorySegment found = arena.allocate((long) PROCESS_SIZE * room, 8);
        ReturnCode code = running.call(device.address(), count, found);
        if (code != ReturnCode.INSUFFICIENT_SIZE || room >= MOST_PROCESSES) {
          running.require(code);
          return processes(found, count.get(JAVA_INT, 0));
        }
      }
    }
  }

  private static List<GpuProcess> processes(MemorySegment found, int count) {
    List<GpuProcess> processes = new ArrayList<>();
    for (long at = 0; at < (long) count * PROCESS_SIZE; at += PROCESS_SIZE) {
      processes.add(
          new GpuProcess(
              Integer.toUnsignedLong(found.get(JAVA_INT, at)),
              instance(found.get(JAVA_INT, at + 16)),
              instance(found.get(JAVA_INT, at + 20))));
    }
    return processes;
  }

  private static Optional<Integer> instance(int id) {
    return Integer.toUnsignedLong(id) == NO_INSTANCE ? Optional.empty() : Optional.of(id);
  }

  @Override
  public Optional<GpuInstanceProfile> gpuInstanceProfile(Device device, int kind) {
    return profiles.read(device, kind, memoryMib(device));
  }

  @Override
  public List<Extent> possiblePlacements(Device device, int profileId) {
    String name = "nvmlDeviceGetGpuInstancePossiblePlacements";
    NativeFunction placements = function(names(name + "_v2", name), HANDLE, INT, POINTER, POINTER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      placements.must(device.address(), profileId, MemorySegment.NULL, count);
      int room = Math.clamp(count.get(JAVA_INT, 0), 1, MOST_PLACEMENTS);
      count.set(JAVA_INT, 0, room);
      MemorySegment found = arena.allocate(8L * room, 4);
      placements.must(device.address(), profileId, found, count);
      List<Extent> extents = new ArrayList<>();
      for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
        extents.add(new Extent(found.get(JAVA_INT, 8L * i), found.get(JAVA_INT, 8L * i + 4)));
      }
      return List.copyOf(extents);
    }
  }

  @Override
  public List<GpuInstance> gpuInstances(Device device, int profileId) {
    NativeFunction instances = call("nvmlDeviceGetGpuInstances", HANDLE, INT, POINTER, POINTER);
    return handles((found, count) -> instances.must(device.address(), profileId, found, count))
        .stream()
        .map(GpuInstance::new)
        .toList();
  }

  @Override
  public GpuInstanceInfo info(GpuInstance instance) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(24, 8);
      call("nvmlGpuInstanceGetInfo", HANDLE, POINTER).must(instance.address(), info);
      return new GpuInstanceInfo(
          info.get(JAVA_INT, 8),
          info.get(JAVA_INT, 12),
          new Extent(info.get(JAVA_INT, 16), info.get(JAVA_INT, 20)));
    }
  }

  @Override
  public GpuInstance createGpuInstance(Device device, int profileId, Extent placement) {
    NativeFunction create =
        call("nvmlDeviceCreateGpuInstanceWithPlacement", HANDLE, INT, POINTER, POINTER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment where = arena.allocate(8, 4);
      where.set(JAVA_INT, 0, placement.start());
      where.set(JAVA_INT, 4, placement.size());
      return new GpuInstance(handle(out -> create.must(device.address(), profileId, where, out)));
    }
  }

  @Override
  public void destroy(GpuInstance instance) {
    call("nvmlGpuInstanceDestroy", HANDLE).must(instance.address());
  }

  /** A kind that is newer than the driver is an invalid argument to it, as an instance gone is. */
  @Override
  public Optional<ComputeInstanceProfile> computeInstanceProfile(GpuInstance instance, int kind) {
    NativeFunction profile =
        call("nvmlGpuInstanceGetComputeInstanceProfileInfo", HANDLE, INT, INT, POINTER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(36, 8);
      ReturnCode code = profile.call(instance.address(), kind, 0, info);
      if (code == ReturnCode.NOT_SUPPORTED || code == ReturnCode.INVALID_ARGUMENT) {
        return Optional.empty();
      }
      profile.require(code);
      return Optional.of(
          new ComputeInstanceProfile(
              kind, info.get(JAVA_INT, 0), info.get(JAVA_INT, 4), info.get(JAVA_INT, 12)));
    }
  }

  @Override
  public List<ComputeInstance> computeInstances(GpuInstance instance, int profileId) {
    NativeFunction instances =
        call("nvmlGpuInstanceGetComputeInstances", HANDLE, INT, POINTER, POINTER);
    return handles((found, count) -> instances.must(instance.address(), profileId, found, count))
        .stream()
        .map(ComputeInstance::new)
        .toList();
  }

  /**
   * The older form of the structure is shorter; what is read here lies in both at the same place.
   */
  @Override
  public ComputeInstanceInfo info(ComputeInstance instance) {
    String name = "nvmlComputeInstanceGetInfo";
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(32, 8);
      function(names(name + "_v2", name), HANDLE, POINTER).must(instance.address(), info);
      return new ComputeInstanceInfo(info.get(JAVA_INT, 16), info.get(JAVA_INT, 20));
    }
  }

  @Override
  public ComputeInstance createComputeInstance(GpuInstance instance, int profileId) {
    NativeFunction create = call("nvmlGpuInstanceCreateComputeInstance", HANDLE, INT, POINTER);
    return new ComputeInstance(handle(out -> create.must(instance.address(), profileId, out)));
  }

  @Override
  public void destroy(ComputeInstance instance) {
    call("nvmlComputeInstanceDestroy", HANDLE).must(instance.address());
  }

  @Override
  public int mostMigDevices(Device device) {
    NativeFunction most = call("nvmlDeviceGetMaxMigDeviceCount", HANDLE, POINTER);
    return number(out -> most.must(device.address(), out));
  }

  @Override
  public Optional<MigDevice> migDevice(Device device, int index) {
    NativeFunction byIndex = call("nvmlDeviceGetMigDeviceHandleByIndex", HANDLE, INT, POINTER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      ReturnCode code = byIndex.call(device.address(), index, out);
      if (code == ReturnCode.NOT_FOUND) {
        return Optional.empty();
      }
      byIndex.require(code);
      return Optional.of(new MigDevice(out.get(JAVA_LONG, 0)));
    }
  }

  @Override
  public int gpuInstanceId(MigDevice device) {
    NativeFunction id = call("nvmlDeviceGetGpuInstanceId", HANDLE, POINTER);
    return number(out -> id.must(device.address(), out));
  }

  @Override
  public int computeInstanceId(MigDevice device) {
    NativeFunction id = call("nvmlDeviceGetComputeInstanceId", HANDLE, POINTER);
    return number(out -> id.must(device.address(), out));
  }

  @Override
  public EventSet events() {
    return new EventSet(handle(call("nvmlEventSetCreate", POINTER)::must));
  }

  @Override
  public void listen(EventSet events, Device device) {
    call("nvmlDeviceRegisterEvents", HANDLE, HANDLE, HANDLE)
        .must(device.address(), XID_EVENTS, events.address());
  }

  /** The older form of the structure has no instances and ends where they begin. */
  @Override
  public Optional<Xid> next(EventSet events, Duration timeout) {
    NativeFunction next =
        function(names("nvmlEventSetWait_v2", "nvmlEventSetWait"), HANDLE, POINTER, INT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(32, 8);
      event.set(JAVA_INT, 24, (int) NO_INSTANCE);
      ReturnCode code = next.call(events.address(), event, (int) timeout.toMillis());
      if (code == ReturnCode.TIMEOUT) {
        return Optional.empty();
      }
      next.require(code);
      return Optional.of(
          new Xid(
              new Device(event.get(JAVA_LONG, 0)),
              event.get(JAVA_LONG, 16),
              instance(event.get(JAVA_INT, 24))));
    }
  }

  @Override
  public void free(EventSet events) {
    call("nvmlEventSetFree", HANDLE).must(events.address());
  }

  private NativeFunction call(String name, MemoryLayout... parameters) {
    return function(names(name), parameters);
  }

  private NativeFunction function(String[] names, MemoryLayout... parameters) {
    return functions.computeIfAbsent(
        names[0], _ -> NativeFunction.first(library, watch, names, parameters));
  }

  private static String[] names(String... names) {
    return names;
  }

  private static String text(Consumer<MemorySegment> fill) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(TEXT_LENGTH);
      fill.accept(buffer);
      return buffer.getString(0);
    }
  }

  private static int number(Consumer<MemorySegment> fill) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_INT);
      fill.accept(out);
      return out.get(JAVA_INT, 0);
    }
  }

  private static long handle(Consumer<MemorySegment> fill) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      fill.accept(out);
      return out.get(JAVA_LONG, 0);
    }
  }

  /** A call that fills a list of handles, whose capacity it is told in the count. */
  private interface Listing {
    void fill(MemorySegment found, MemorySegment count);
  }

  private static List<Long> handles(Listing listing) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocateFrom(JAVA_INT, MOST_INSTANCES);
      MemorySegment found = arena.allocate(8L * MOST_INSTANCES, 8);
      listing.fill(found, count);
      List<Long> handles = new ArrayList<>();
      for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
        handles.add(found.get(JAVA_LONG, 8L * i));
      }
      return handles;
    }
  }
}
