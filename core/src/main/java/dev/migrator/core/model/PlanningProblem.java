package dev.migrator.core.model;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The planning problem for one GPU and one horizon: everything a planner may know.
 *
 * <p>Slots are numbered 0 to {@code slots - 1}. A plan says which instances exist when. An instance
 * takes its slices from the first slot of its set-up to its last slot; it is ready {@code
 * setupSlots} after its creation began. The value of a plan is
 *
 * <pre>
 *   Σ over tenants i and slots t of  weight_i · accuracy_i(t) · min(arrivals_i[t], Σ capacity of i's ready instances)
 * + Σ over tenants of                weight_i · accuracy_i(end) · requestsAfter_i
 * - setupPenalty · number of inference instances set up
 * </pre>
 *
 * where accuracy_i(t) is that of the retraining that ended at or before t, else the tenant's
 * accuracy now. A retraining takes its slices for {@code setupSlots + slots} without interruption
 * and must end within the horizon.
 *
 * @param gpu the GPU model
 * @param placements the placements that may be used, in order; fewer than the GPU's make a smaller
 *     problem
 * @param slots length of the horizon in slots
 * @param setupSlots whole slots from the start of creation to ready, by profile, at least 1
 * @param tenants the tenants, names unique
 * @param inherited the instances that exist at the beginning, on some of the placements
 * @param preInitialization whether a tenant goes on serving while one of its instances is being set
 *     up. Without it, a tenant that gets an instance stops serving until the instance is ready
 * @param setupPenalty value deducted for each inference instance set up, so that of two plans of
 *     equal goodput the calmer one is better
 */
public record PlanningProblem(
    GpuModel gpu,
    List<Placement> placements,
    int slots,
    Map<Profile, Integer> setupSlots,
    List<TenantOutlook> tenants,
    List<Inherited> inherited,
    boolean preInitialization,
    double setupPenalty) {

  public PlanningProblem {
    Require.positive(gpu.name(), "slots", slots);
    Require.notNegative(gpu.name(), "setupPenalty", setupPenalty);
    placements = placements.stream().sorted().toList();
    setupSlots = Map.copyOf(setupSlots);
    tenants = List.copyOf(tenants);
    inherited = List.copyOf(inherited);
    Set<String> names = new HashSet<>();
    for (TenantOutlook tenant : tenants) {
      Require.that(names.add(tenant.name()), tenant.name(), "name", tenant.name(), "a unique name");
      Require.that(
          tenant.arrivals().length == slots,
          tenant.name(),
          "arrivals",
          tenant.arrivals().length + " slots",
          slots + " slots");
    }
    for (Placement placement : placements) {
      int setup = setupSlots.getOrDefault(placement.profile(), 0);
      Require.that(setup >= 1, placement.toString(), "setupSlots", setup, "at least 1");
    }
    for (Inherited instance : inherited) {
      Require.that(
          placements.contains(instance.placement()),
          gpu.name(),
          "inherited",
          instance.placement(),
          "one of the problem's placements " + placements);
      if (instance instanceof Inherited.Serving serving) {
        int setup = setupSlots.getOrDefault(serving.placement().profile(), 0);
        Require.that(
            serving.readyAt() <= setup,
            serving.placement().toString(),
            "readyAt",
            serving.readyAt(),
            "at most the %d slots of a new set-up".formatted(setup));
      }
    }
    Require.that(
        Layout.isLegal(inherited.stream().map(Inherited::placement).toList()),
        gpu.name(),
        "inherited",
        inherited,
        "a legal layout");
  }

  /** Slots from the start of creation to ready. */
  public int setupSlots(Profile profile) {
    return setupSlots.getOrDefault(profile, 1);
  }

  /** The profiles of the placements, in order of size. */
  public List<Profile> profiles() {
    return gpu.profiles().stream()
        .filter(profile -> placements.stream().anyMatch(p -> p.profile().equals(profile)))
        .toList();
  }

  /**
   * The tenant of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public TenantOutlook tenant(String name) {
    return tenants.stream()
        .filter(tenant -> tenant.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tenant " + name + "."));
  }
}
