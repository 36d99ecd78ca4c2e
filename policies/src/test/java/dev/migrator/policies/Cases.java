package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Small problems on an A30, to be solved by hand. */
final class Cases {
  private Cases() {}

  /** A problem with pre-initialization and without set-up penalty. */
  static PlanningProblem problem(
      int slots,
      int setUp,
      List<Placement> placements,
      List<TenantOutlook> tenants,
      Inherited... inherited) {
    Map<Profile, Integer> setUps =
        Gpus.A30.profiles().stream().collect(Collectors.toMap(p -> p, p -> setUp));
    return new PlanningProblem(
        Gpus.A30, placements, slots, setUps, tenants, List.of(inherited), true, 0);
  }

  static PlanningProblem withoutPreInitialization(PlanningProblem p) {
    return new PlanningProblem(
        p.gpu(),
        p.placements(),
        p.slots(),
        p.setupSlots(),
        p.tenants(),
        p.inherited(),
        false,
        p.setupPenalty());
  }

  static PlanningProblem withPenalty(PlanningProblem p, double penalty) {
    return new PlanningProblem(
        p.gpu(),
        p.placements(),
        p.slots(),
        p.setupSlots(),
        p.tenants(),
        p.inherited(),
        p.preInitialization(),
        penalty);
  }

  /** A tenant of weight 1 of whom every instance answers 10 requests a slot. */
  static TenantOutlook tenant(String name, double accuracy, double... arrivals) {
    Map<Profile, Double> capacity =
        Gpus.A30.profiles().stream().collect(Collectors.toMap(p -> p, _ -> 10.0));
    return new TenantOutlook(name, 1, accuracy, arrivals, capacity, List.of(), false, 0);
  }

  /** The same with a retraining that takes that long on every profile. */
  static TenantOutlook retrainable(TenantOutlook t, int slots, double after, boolean must) {
    Map<Profile, Integer> lengths =
        Gpus.A30.profiles().stream().collect(Collectors.toMap(p -> p, _ -> slots));
    return new TenantOutlook(
        t.name(),
        t.weight(),
        t.accuracy(),
        t.arrivals(),
        t.capacity(),
        List.of(new RetrainingOption("full", after, lengths)),
        must,
        t.requestsAfter());
  }

  static TenantOutlook withAfter(TenantOutlook t, double requestsAfter) {
    return new TenantOutlook(
        t.name(),
        t.weight(),
        t.accuracy(),
        t.arrivals(),
        t.capacity(),
        t.options(),
        t.mustRetrain(),
        requestsAfter);
  }

  /** The same without the duty to retrain. */
  static TenantOutlook free(TenantOutlook t) {
    return new TenantOutlook(
        t.name(),
        t.weight(),
        t.accuracy(),
        t.arrivals(),
        t.capacity(),
        t.options(),
        false,
        t.requestsAfter());
  }

  static TenantOutlook withCapacity(TenantOutlook t, Map<Profile, Double> capacity) {
    return new TenantOutlook(
        t.name(),
        t.weight(),
        t.accuracy(),
        t.arrivals(),
        capacity,
        t.options(),
        t.mustRetrain(),
        t.requestsAfter());
  }

  static TenantOutlook withOptions(TenantOutlook t, List<RetrainingOption> options) {
    return new TenantOutlook(
        t.name(),
        t.weight(),
        t.accuracy(),
        t.arrivals(),
        t.capacity(),
        options,
        t.mustRetrain(),
        t.requestsAfter());
  }

  static double[] steady(int slots, double arrivals) {
    double[] counts = new double[slots];
    Arrays.fill(counts, arrivals);
    return counts;
  }

  static Inherited serving(String tenant, Placement placement, int readyAt) {
    return new Inherited.Serving(placement, new Task.Infer(tenant), readyAt);
  }

  static Inherited training(String tenant, Placement placement, int endsAt, double after) {
    return new Inherited.Retraining(placement, new Task.Retrain(tenant, "full"), endsAt, after);
  }
}
