package dev.migrator.nvml.device;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.Nvml.Extent;
import dev.migrator.nvml.driver.Nvml.GpuInstanceProfile;
import dev.migrator.nvml.driver.NvmlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a GPU can be cut into, as its driver says: its model, and the driver's profile behind each
 * of the model's. It does not change while the GPU is in MIG mode.
 */
public final class Geometry {
  /** One compute slice with the memory of two: the only kind whose name does not tell it. */
  private static final int DOUBLE_MEMORY_KIND = 9;

  private final GpuModel model;
  private final Map<Profile, GpuInstanceProfile> profiles;

  private Geometry(GpuModel model, Map<Profile, GpuInstanceProfile> profiles) {
    this.model = model;
    this.profiles = profiles;
  }

  /** Asks the driver; the GPU has to be in MIG mode. */
  static Geometry read(Nvml nvml, GpuIdentity gpu, ModelDefaults defaults) {
    Nvml.Device device = nvml.device(gpu.index());
    Map<Profile, GpuInstanceProfile> found = new LinkedHashMap<>();
    int memorySlices = 1;
    for (int kind = 0; kind < Nvml.GPU_INSTANCE_KINDS; kind++) {
      Optional<GpuInstanceProfile> profile = nvml.gpuInstanceProfile(device, kind);
      if (profile.isPresent()) {
        List<Extent> places = nvml.possiblePlacements(device, profile.get().id());
        if (!places.isEmpty()) {
          found.put(profile(gpu, profile.get(), places, defaults), profile.get());
          memorySlices = Math.max(memorySlices, end(places));
        }
      }
    }
    return of(defaults.model(gpu.product()), memorySlices, found);
  }

  /** Asks the driver while MIG mode is off; empty if it tells no profiles then. */
  static Optional<Geometry> beforehand(Nvml nvml, GpuIdentity gpu, ModelDefaults defaults) {
    try {
      return Optional.of(read(nvml, gpu, defaults)).filter(told -> !told.profiles.isEmpty());
    } catch (NvmlException e) {
      return Optional.empty();
    }
  }

  private static Geometry of(
      String name, int memorySlices, Map<Profile, GpuInstanceProfile> profiles) {
    List<Profile> ordered = new ArrayList<>(profiles.keySet());
    ordered.sort(
        Comparator.comparingInt(Profile::computeSlices)
            .thenComparingInt(Profile::memorySlices)
            .thenComparing(profile -> !profile.isBase())
            .thenComparing(Profile::name));
    int computeSlices = ordered.stream().mapToInt(Profile::computeSlices).max().orElse(1);
    return new Geometry(
        new GpuModel(name, List.of(), memorySlices, computeSlices, ordered), profiles);
  }

  private static int end(List<Extent> places) {
    return places.stream().mapToInt(place -> place.start() + place.size()).max().orElse(1);
  }

  private static Profile profile(
      GpuIdentity gpu, GpuInstanceProfile profile, List<Extent> places, ModelDefaults defaults) {
    // The driver's count is known to be wrong on A30; there cannot be more than there are places.
    int most = profile.mostInstances() > 0 ? profile.mostInstances() : places.size();
    return new Profile(
        defaults.model(gpu.product()),
        profile.name(),
        key(profile),
        profile.slices(),
        places.getFirst().size(),
        Math.min(most, places.size()),
        OptionalInt.of((int) profile.memoryMib()),
        OptionalInt.of(profile.multiprocessors()),
        places.stream().map(Extent::start).sorted().toList(),
        defaults.create(gpu.product(), profile.slices()),
        defaults.destroy(gpu.product(), profile.slices()));
  }

  /** {@code 1g+me} of {@code 1g.10gb+me}. */
  private static String key(GpuInstanceProfile profile) {
    if (profile.kind() == DOUBLE_MEMORY_KIND) {
      return profile.slices() + "gd";
    }
    int size = profile.name().indexOf("gb");
    String extras = size < 0 ? "" : profile.name().substring(size + 2);
    return profile.slices() + "g" + extras;
  }

  /** The model, as the driver describes it. */
  public GpuModel model() {
    return model;
  }

  /** The driver's profile behind one of the model's. */
  public GpuInstanceProfile of(Profile profile) {
    return Objects.requireNonNull(profiles.get(profile), profile.name());
  }

  /** The model's profile of that name or key. */
  public Optional<Profile> named(String nameOrKey) {
    return model.profiles().stream()
        .filter(p -> p.name().equals(nameOrKey) || p.key().equals(nameOrKey))
        .findFirst();
  }

  /** All of the driver's profiles, by the model's. */
  Map<Profile, GpuInstanceProfile> all() {
    return profiles;
  }
}
