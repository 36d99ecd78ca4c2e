package dev.migrator.app.scenario;

import dev.migrator.app.scenario.LiveConfiguration.Emulated;
import dev.migrator.app.scenario.LiveConfiguration.Instances;
import dev.migrator.app.scenario.LiveConfiguration.Real;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.UsableGpu;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads where the instances of a live system are: {@code fleet} and the keys that belong to it. */
final class LiveInstances {
  private static final int LAST_INDEX = 1_000;
  private static final List<String> EMULATED_ONLY = List.of("whole-cores", "probes");
  private static final List<String> REAL_ONLY = List.of("devices", "state");

  private LiveInstances() {}

  static Instances read(Fields root, int gpus) {
    String name = root.optional("fleet", Value.TEXT).orElse("emulated");
    return switch (name) {
      case "emulated" -> emulated(root);
      case "nvml" -> real(root, gpus);
      default ->
          throw Fields.unknown(root.where("fleet"), name, "a fleet", List.of("emulated", "nvml"));
    };
  }

  private static Instances emulated(Fields root) {
    refuse(root, REAL_ONLY, "real GPUs; expected none with `fleet: emulated`");
    return new Emulated(root.optional("whole-cores", Value.number(1e-3, 1)).orElse(1.0));
  }

  private static Instances real(Fields root, int gpus) {
    refuse(root, EMULATED_ONLY, "emulated GPUs; expected none with `fleet: nvml`");
    List<Integer> devices =
        root.node("devices")
            .map(
                node ->
                    Fields.elements(node, "a list of indices such as [0, 1]", LiveInstances::index))
            .orElse(List.of());
    boolean isOnceEach = new HashSet<>(devices).size() == devices.size();
    if (!devices.isEmpty() && (devices.size() != gpus || !isOnceEach)) {
      throw root.where("devices")
          .wrong(devices.toString(), "%d different indices, one for each of gpus".formatted(gpus));
    }
    return new Real(devices, LiveFile.path(root, "state"));
  }

  private static int index(Node node) {
    return Value.whole(0, LAST_INDEX).of(node).intValue();
  }

  private static void refuse(Fields root, List<String> keys, String of) {
    for (String key : keys) {
      if (root.has(key)) {
        throw root.where(key).error("is of %s.".formatted(of), "Maybe leave it out?");
      }
    }
  }

  /**
   * The GPUs that there are, with those of their profiles that the file wants.
   *
   * @throws UsageException if they are not those of the file, in the same order
   */
  static List<UsableGpu> fitted(Fields root, List<UsableGpu> wanted, List<GpuModel> there) {
    List<String> named = wanted.stream().map(gpu -> gpu.model().name()).toList();
    List<String> found = there.stream().map(GpuModel::name).toList();
    if (!named.equals(found)) {
      throw root.where("gpus")
          .wrong(
              inOrder(named),
              inOrder(found)
                  + ", which are those in MIG mode here or named by devices, in their order",
              "Maybe see `migrator gpu list`.");
    }
    List<UsableGpu> fitted = new ArrayList<>();
    for (int number = 0; number < there.size(); number++) {
      fitted.add(fitted(root, wanted.get(number), there.get(number)));
    }
    return fitted;
  }

  private static UsableGpu fitted(Fields root, UsableGpu wanted, GpuModel there) {
    List<String> names = wanted.profiles().stream().map(Profile::name).toList();
    List<Profile> usable =
        there.profiles().stream()
            .filter(profile -> names.contains(profile.name()) && !profile.starts().isEmpty())
            .toList();
    if (usable.isEmpty()) {
      throw root.where("gpus")
          .error(
              "has no place for an instance of %s.".formatted(String.join(", ", names)),
              "Maybe instances that are not ours take all of it: see `migrator gpu list`.");
    }
    return new UsableGpu(there, usable);
  }

  /** {@code 2 x A30-24GB, 1 x A100-80GB, 1 x A30-24GB}: those that follow each other counted. */
  private static String inOrder(List<String> names) {
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= names.size(); i++) {
      if (i == names.size() || !names.get(i).equals(names.get(from))) {
        runs.add("%d x %s".formatted(i - from, names.get(from)));
        from = i;
      }
    }
    return String.join(", ", runs);
  }
}
