package dev.migrator.nvml.device;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.Nvml.ComputeInstance;
import dev.migrator.nvml.driver.Nvml.ComputeInstanceProfile;
import dev.migrator.nvml.driver.Nvml.Device;
import dev.migrator.nvml.driver.Nvml.Extent;
import dev.migrator.nvml.driver.Nvml.GpuInstance;
import dev.migrator.nvml.driver.Nvml.GpuInstanceInfo;
import dev.migrator.nvml.driver.Nvml.GpuProcess;
import dev.migrator.nvml.driver.NvmlException;
import dev.migrator.nvml.driver.Outcome;
import dev.migrator.nvml.driver.ReturnCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A GPU in MIG mode: reads what exists on it and makes single changes. It keeps nothing of what
 * exists; every reading asks the driver.
 *
 * <p>GPU instances are read first, compute instances second: a GPU instance without a compute
 * instance has no device and is invisible among those.
 */
public final class MigGpu {
  private final Nvml nvml;
  private final int number;
  private final GpuIdentity identity;
  private final Device device;
  private final Geometry geometry;

  /** Compute instance profiles by GPU instance profile; they do not change. */
  private final Map<Profile, List<ComputeInstanceProfile>> computeProfiles = new HashMap<>();

  private record Key(int gpuInstance, int computeInstance) {}

  private MigGpu(Nvml nvml, int number, GpuIdentity identity, Geometry geometry) {
    this.nvml = nvml;
    this.number = number;
    this.identity = identity;
    this.device = nvml.device(identity.index());
    this.geometry = geometry;
  }

  /**
   * The GPU of that index.
   *
   * @param number by which placements name it
   */
  public static MigGpu of(Nvml nvml, int index, int number, ModelDefaults defaults) {
    GpuIdentity identity = GpuIdentity.of(nvml, index);
    return new MigGpu(nvml, number, identity, Geometry.read(nvml, identity, defaults));
  }

  /** Which it is. */
  public GpuIdentity identity() {
    return identity;
  }

  /** What it can be cut into. */
  public Geometry geometry() {
    return geometry;
  }

  /** The number by which placements name it. */
  public int number() {
    return number;
  }

  /** What exists, by place. */
  public List<MigInstance> instances() {
    Map<Key, String> uuids = uuids();
    List<GpuProcess> processes = nvml.processes(device);
    List<MigInstance> instances = new ArrayList<>();
    for (Map.Entry<Profile, Nvml.GpuInstanceProfile> profile : geometry.all().entrySet()) {
      for (GpuInstance instance : nvml.gpuInstances(device, profile.getValue().id())) {
        readingUnlessGone(instance, profile.getKey(), uuids, processes).ifPresent(instances::add);
      }
    }
    instances.sort(Comparator.comparing(MigInstance::placement));
    return List.copyOf(instances);
  }

  /** Whether it is gone its info tells; other calls are refused for other reasons, too. */
  private Optional<MigInstance> readingUnlessGone(
      GpuInstance instance, Profile profile, Map<Key, String> uuids, List<GpuProcess> processes) {
    try {
      return Optional.of(reading(instance, profile, uuids, processes));
    } catch (NvmlException e) {
      if (unlessGone(() -> nvml.info(instance)).isPresent()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private MigInstance reading(
      GpuInstance instance, Profile profile, Map<Key, String> uuids, List<GpuProcess> processes) {
    GpuInstanceInfo info = nvml.info(instance);
    return new MigInstance(
        info.id(),
        new Placement(number, profile, info.placement().start()),
        computes(instance, profile).stream()
            .flatMap(compute -> unlessGone(() -> nvml.info(compute).id()).stream())
            .sorted()
            .map(id -> compute(info.id(), id, uuids))
            .toList(),
        processes.stream()
            .filter(process -> process.gpuInstance().equals(Optional.of(info.id())))
            .map(GpuProcess::pid)
            .sorted()
            .toList());
  }

  private static MigInstance.Compute compute(int instance, int id, Map<Key, String> uuids) {
    return new MigInstance.Compute(id, Optional.ofNullable(uuids.get(new Key(instance, id))));
  }

  private List<ComputeInstance> computes(GpuInstance instance, Profile profile) {
    return computeProfiles(instance, profile).stream()
        .flatMap(p -> nvml.computeInstances(instance, p.id()).stream())
        .toList();
  }

  private List<ComputeInstanceProfile> computeProfiles(GpuInstance instance, Profile profile) {
    return computeProfiles.computeIfAbsent(profile, _ -> askComputeProfiles(instance));
  }

  /** An instance that is gone by the end may have seemed to have fewer. */
  private List<ComputeInstanceProfile> askComputeProfiles(GpuInstance instance) {
    List<ComputeInstanceProfile> profiles =
        IntStream.range(0, Nvml.COMPUTE_INSTANCE_KINDS)
            .mapToObj(kind -> nvml.computeInstanceProfile(instance, kind))
            .flatMap(Optional::stream)
            .toList();
    nvml.info(instance);
    return profiles;
  }

  private Map<Key, String> uuids() {
    Map<Key, String> uuids = new HashMap<>();
    int most = nvml.mostMigDevices(device);
    for (int index = 0; index < most; index++) {
      nvml.migDevice(device, index)
          .ifPresent(
              mig ->
                  unlessGone(
                      () ->
                          uuids.put(
                              new Key(nvml.gpuInstanceId(mig), nvml.computeInstanceId(mig)),
                              nvml.uuid(mig))));
    }
    return uuids;
  }

  /** Another program may destroy what is just being read. */
  private static <T> Optional<T> unlessGone(java.util.function.Supplier<T> reading) {
    try {
      return Optional.ofNullable(reading.get());
    } catch (NvmlException e) {
      if (isGone(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isGone(NvmlException e) {
    return e.outcome() == Outcome.GONE || e.code() == ReturnCode.INVALID_ARGUMENT;
  }

  /** Creates the GPU instance of a placement, without a compute instance. */
  public void createGpuInstance(Placement placement) {
    Profile profile = placement.profile();
    nvml.createGpuInstance(
        device, geometry.of(profile).id(), new Extent(placement.start(), profile.memorySlices()));
  }

  /**
   * Creates the compute instance that takes all of a GPU instance. Of several such profiles it is
   * the one with the most multiprocessors: a wider 1g has two.
   *
   * @throws NvmlException if it does not work; not found if the GPU instance is gone
   */
  public void createComputeInstance(MigInstance instance) {
    GpuInstance found = handle(instance);
    ComputeInstanceProfile profile =
        computeProfiles(found, instance.placement().profile()).stream()
            .filter(p -> p.slices() == instance.placement().profile().computeSlices())
            .max(Comparator.comparingInt(ComputeInstanceProfile::multiprocessors))
            .orElseThrow(
                () ->
                    new NvmlException(
                        "nvmlGpuInstanceGetComputeInstanceProfileInfo", ReturnCode.NOT_SUPPORTED));
    nvml.createComputeInstance(found, profile.id());
  }

  /**
   * Destroys a GPU instance with its compute instances, those first. What is gone is no failure.
   *
   * @throws NvmlException if it does not work; in use, for one, also shortly after its last compute
   *     instance has gone
   */
  public void destroy(MigInstance instance) {
    try {
      GpuInstance found = handle(instance);
      computes(found, instance.placement().profile()).forEach(nvml::destroy);
      nvml.destroy(found);
    } catch (NvmlException e) {
      if (!isGone(e)) {
        throw e;
      }
    }
  }

  /** Handles are looked up anew: what had this handle may have been replaced. */
  private GpuInstance handle(MigInstance instance) {
    int profile = geometry.of(instance.placement().profile()).id();
    for (GpuInstance candidate : nvml.gpuInstances(device, profile)) {
      GpuInstanceInfo info = nvml.info(candidate);
      if (info.id() == instance.id() && info.placement().start() == instance.placement().start()) {
        return candidate;
      }
    }
    throw new NvmlException("nvmlDeviceGetGpuInstances", ReturnCode.NOT_FOUND);
  }
}
