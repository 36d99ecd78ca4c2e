package dev.migrator.nvml.driver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The calls of NVML that MIGRator makes, typed. Every call that does not work throws an {@link
 * NvmlException}; where NVML's "not found" or "not supported" is an ordinary answer it is an empty
 * {@code Optional}.
 *
 * <p>Calls may come from any thread. Changes of one GPU have to come one at a time; that is the
 * caller's business.
 */
public interface Nvml {
  /** How many kinds of GPU instances nvml.h numbers; profiles are asked for by these numbers. */
  int GPU_INSTANCE_KINDS = 18;

  /** How many kinds of compute instances nvml.h numbers. */
  int COMPUTE_INSTANCE_KINDS = 9;

  /** A GPU; valid as long as the session. */
  record Device(long address) {}

  /** A GPU instance; valid until it is destroyed. */
  record GpuInstance(long address) {}

  /** A compute instance; valid until it is destroyed. */
  record ComputeInstance(long address) {}

  /** The device that CUDA sees on a compute instance. */
  record MigDevice(long address) {}

  /** Whether a GPU is in MIG mode now, and after its next reset. */
  record MigMode(boolean current, boolean pending) {}

  /** A stretch of memory slices. */
  record Extent(int start, int size) {}

  /**
   * A GPU instance profile.
   *
   * @param kind the number by which it is asked for
   * @param id the number by which it is created, another one
   * @param name {@code 3g.40gb}
   * @param slices compute slices
   * @param mostInstances how many may exist
   */
  record GpuInstanceProfile(
      int kind,
      int id,
      String name,
      int slices,
      int mostInstances,
      int multiprocessors,
      int copyEngines,
      int decoders,
      int jpeg,
      int opticalFlow,
      long memoryMib) {}

  /** What a GPU instance says of itself. */
  record GpuInstanceInfo(int id, int profileId, Extent placement) {}

  /** A compute instance profile; its id is what it is created by. */
  record ComputeInstanceProfile(int kind, int id, int slices, int multiprocessors) {}

  /** What a compute instance says of itself. */
  record ComputeInstanceInfo(int id, int profileId) {}

  /** A process on a GPU; the instances are empty where it is on none. */
  record GpuProcess(long pid, Optional<Integer> gpuInstance, Optional<Integer> computeInstance) {}

  /** What a session listens to. */
  record EventSet(long address) {}

  /** An error that a GPU reports of itself, an Xid; the instance is empty where it is of none. */
  record Xid(Device device, long number, Optional<Integer> gpuInstance) {}

  /** The version of the driver. */
  String driverVersion();

  /** How many GPUs there are. */
  int deviceCount();

  /** The GPU of that index. */
  Device device(int index);

  /** Its UUID, {@code GPU-…}. */
  String uuid(Device device);

  /** Its product name. */
  String name(Device device);

  /** The number in {@code /dev/nvidiaN}. */
  int minorNumber(Device device);

  /** Its memory in MiB. */
  long memoryMib(Device device);

  /** Its MIG mode; empty if it knows none. */
  Optional<MigMode> migMode(Device device);

  /**
   * Switches MIG mode on or off.
   *
   * @return why it is not in force yet, {@link ReturnCode#SUCCESS} if it is
   */
  ReturnCode setMigMode(Device device, boolean enabled);

  /** The processes that compute on a GPU. */
  List<GpuProcess> processes(Device device);

  /** The profile of that kind; empty if the GPU has none. */
  Optional<GpuInstanceProfile> gpuInstanceProfile(Device device, int kind);

  /** Where instances of a profile may be, whether there is room or not. */
  List<Extent> possiblePlacements(Device device, int profileId);

  /** The GPU instances of that profile. */
  List<GpuInstance> gpuInstances(Device device, int profileId);

  /** What a GPU instance says of itself. */
  GpuInstanceInfo info(GpuInstance instance);

  /** Creates a GPU instance. */
  GpuInstance createGpuInstance(Device device, int profileId, Extent placement);

  /** Destroys a GPU instance. */
  void destroy(GpuInstance instance);

  /** The compute instance profile of that kind; empty if the GPU instance has none, or is gone. */
  Optional<ComputeInstanceProfile> computeInstanceProfile(GpuInstance instance, int kind);

  /** The compute instances of that profile. */
  List<ComputeInstance> computeInstances(GpuInstance instance, int profileId);

  /** What a compute instance says of itself. */
  ComputeInstanceInfo info(ComputeInstance instance);

  /** Creates a compute instance. */
  ComputeInstance createComputeInstance(GpuInstance instance, int profileId);

  /** Destroys a compute instance. */
  void destroy(ComputeInstance instance);

  /** How many MIG devices a GPU can have. */
  int mostMigDevices(Device device);

  /** The MIG device of that index, if there is one; the order changes with every change. */
  Optional<MigDevice> migDevice(Device device, int index);

  /** The id of the GPU instance that a MIG device is on. */
  int gpuInstanceId(MigDevice device);

  /** The id of the compute instance that a MIG device is on. */
  int computeInstanceId(MigDevice device);

  /** Its UUID, by which CUDA finds it: {@code MIG-…}. */
  String uuid(MigDevice device);

  /** To listen with, as yet to no GPU. */
  EventSet events();

  /** Listens to the Xids of a GPU, too. */
  void listen(EventSet events, Device device);

  /** The next Xid; empty if none comes within that time. */
  Optional<Xid> next(EventSet events, Duration timeout);

  /** Listens no longer. */
  void free(EventSet events);
}
