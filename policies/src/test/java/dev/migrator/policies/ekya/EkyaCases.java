package dev.migrator.policies.ekya;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.fixtures.Gpus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Small problems of 100 slots, in which a compute slice or a granule answers one request a slot and
 * set-up takes 5 slots.
 */
final class EkyaCases {
  static final int SLOTS = 100;
  static final int SET_UP = 5;

  private EkyaCases() {}

  /** On shares of MPS. */
  static PlanningProblem shared(List<TenantOutlook> tenants, Inherited... inherited) {
    return problem(Gpus.A100_MPS, tenants, inherited);
  }

  /** On instances of an A100. */
  static PlanningProblem cut(List<TenantOutlook> tenants, Inherited... inherited) {
    return problem(Gpus.A100, tenants, inherited);
  }

  /** A tenant of an accuracy of 0.5. */
  static TenantOutlook tenant(GpuModel gpu, String name, double load) {
    double[] arrivals = new double[SLOTS];
    Arrays.fill(arrivals, load);
    return new TenantOutlook(
        name, 1, 0.5, arrivals, onAll(gpu, Profile::computeSlices), List.of(), false, 0);
  }

  /** The same with a retraining that takes so many slots on the whole GPU, on half of it twice. */
  static TenantOutlook retrainable(GpuModel gpu, TenantOutlook tenant, int slots, double after) {
    Map<Profile, Integer> lengths = new HashMap<>();
    for (Profile profile : gpu.baseProfiles()) {
      lengths.put(profile, Math.ceilDiv(slots * gpu.computeSlices(), profile.computeSlices()));
    }
    return tenant.withOptions(List.of(new RetrainingOption("full", after, lengths)));
  }

  static Placement share(int granules, int start) {
    return new Placement(Gpus.A100_MPS.profiles().get(granules - 1), start);
  }

  static Placement instance(String key, int start) {
    return new Placement(Gpus.A100.profile(key), start);
  }

  private static PlanningProblem problem(
      GpuModel gpu, List<TenantOutlook> tenants, Inherited... inherited) {
    return new PlanningProblem(
        List.of(gpu),
        Gpus.placements(gpu),
        SLOTS,
        gpu.profiles().stream().collect(Collectors.toMap(p -> p, _ -> SET_UP)),
        tenants,
        List.of(inherited),
        new Rules(true, 0, SLOTS));
  }

  private static Map<Profile, Double> onAll(GpuModel gpu, ToDoubleFunction<Profile> capacity) {
    return gpu.profiles().stream().collect(Collectors.toMap(p -> p, capacity::applyAsDouble));
  }
}
