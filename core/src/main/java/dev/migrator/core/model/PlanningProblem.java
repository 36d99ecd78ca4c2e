package dev.migrator.core.model;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The planning problem for one horizon: everything a planner may know.
 *
 * <p>Slots are numbered 0 to {@code slots - 1}. A plan says which instances exist when. An instance
 * takes its slices from the first slot of its set-up to its last slot; it is ready {@code
 * setupSlots} after its creation began. With {@linkplain Sharing#MPS MPS} it takes its share from
 * the slot in which it is ready, so that another one can hold the share until then; but as the end
 * of a retraining is only estimated, no other retraining is set up on its share before. The value
 * of a plan is
 *
 * <pre>
 *   Σ over tenants i and slots t of  weight_i · accuracy_i(t) · served_i(t)
 * + Σ over tenants of                weight_i · accuracy_i(end) · requestsAfter_i
 * - setupPenalty · number of inference instances set up
 * - Σ over tenants of                floorPrice_i · max(0, floor_i · Σ over t of requests expected - Σ over t of served_i(t))
 * </pre>
 *
 * where served_i(t) is what the capacity of i's ready instances serves of its {@link Demand}, and
 * accuracy_i(t) is that of the retraining that ended at or before t, on these GPUs or as the
 * tenant's {@link Renewal}, else the tenant's accuracy now. A retraining takes its slices for
 * {@code setupSlots + slots} without interruption and must end within the horizon, and by the
 * rules' {@code retrainBy}.
 *
 * <p>With {@link Pausing} a new retraining may instead consist of up to {@link
 * Pausing#MOST_SEGMENTS} segments: instances with the same task, one after the other, on any
 * placements. Each segment is set up, then reads the checkpoint for {@code restoreSlots} unless it
 * is the first one of a retraining from the beginning, is then <i>ready</i> and trains; each but
 * the last then writes the checkpoint for {@code saveSlots}, after at least one slot of training. A
 * slot of training on profile p does 1/slots(p) of the option's work. The last segment ends with
 * the slot in which the work reaches 1, and by {@code retrainBy}; only then accuracy changes.
 * Between two segments the retraining takes nothing. A plan may begin only what it ends.
 *
 * <p>A retraining that runs when the horizon begins goes on until it ends. It may be paused if
 * pausing is allowed and its tenant has an option of its name that {@linkplain
 * RetrainingOption#resumes resumes}, whose slots are then what is left from {@code trainsFrom} on:
 * it is the first segment, which may be given up at any slot from {@code trainsFrom + saveSlots}
 * on, however little it has trained.
 *
 * <p>A floor is a constraint. Its price is so high that a plan misses a floor only where that
 * cannot be helped, and then by as little as possible.
 *
 * @param gpus the GPU models, by number; placements say on which of them they are
 * @param placements the placements that may be used, in order; fewer than the GPUs' make a smaller
 *     problem
 * @param slots length of the horizon in slots
 * @param setupSlots whole slots from the start of creation to ready, by profile, at least 1
 * @param tenants the tenants, names unique
 * @param inherited the instances that exist at the beginning, on some of the placements
 * @param rules what a plan may do
 */
public record PlanningProblem(
    List<GpuModel> gpus,
    List<Placement> placements,
    int slots,
    Map<Profile, Integer> setupSlots,
    List<TenantOutlook> tenants,
    List<Inherited> inherited,
    Rules rules) {

  /** How many times over a request that is missing to a floor outweighs what else could be done. */
  private static final double FLOOR_FACTOR = 10;

  public PlanningProblem {
    gpus = List.copyOf(gpus);
    Require.that(!gpus.isEmpty(), "problem", "gpus", gpus, "at least one");
    Require.positive("problem", "slots", slots);
    Require.that(
        rules.retrainBy() <= slots,
        "problem",
        "retrainBy",
        rules.retrainBy(),
        "at most the horizon's %d slots".formatted(slots));
    placements = placements.stream().sorted().toList();
    setupSlots = Map.copyOf(setupSlots);
    tenants = List.copyOf(tenants);
    inherited = List.copyOf(inherited);
    checkTenants(tenants, slots);
    for (Placement placement : placements) {
      int setup = setupSlots.getOrDefault(placement.profile(), 0);
      Require.that(setup >= 1, placement.toString(), "setupSlots", setup, "at least 1");
      Require.that(
          placement.gpu() < gpus.size(),
          placement.toString(),
          "gpu",
          placement.gpu(),
          "below the number of GPUs, " + gpus.size());
    }
    checkInherited(placements, setupSlots, inherited);
  }

  /** With one GPU, and retrainings that may end anywhere within the horizon. */
  public PlanningProblem(
      GpuModel gpu,
      List<Placement> placements,
      int slots,
      Map<Profile, Integer> setupSlots,
      List<TenantOutlook> tenants,
      List<Inherited> inherited,
      boolean preInitialization,
      double setupPenalty) {
    this(
        List.of(gpu),
        placements,
        slots,
        setupSlots,
        tenants,
        inherited,
        new Rules(preInitialization, setupPenalty, slots));
  }

  private static void checkTenants(List<TenantOutlook> tenants, int slots) {
    Set<String> names = new HashSet<>();
    for (TenantOutlook tenant : tenants) {
      Require.that(names.add(tenant.name()), tenant.name(), "name", tenant.name(), "a unique name");
      Require.that(
          tenant.demand().slots() == slots,
          tenant.name(),
          "demand",
          tenant.demand().slots() + " slots",
          slots + " slots");
    }
  }

  private static void checkInherited(
      List<Placement> placements, Map<Profile, Integer> setupSlots, List<Inherited> inherited) {
    Set<Placement> known = new HashSet<>(placements);
    for (Inherited instance : inherited) {
      Require.that(
          known.contains(instance.placement()),
          instance.task().tenant(),
          "inherited",
          instance.placement(),
          "one of the problem's placements");
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
        Layout.isLegal(
            inherited.stream()
                .filter(PlanningProblem::excludesOthers)
                .map(Inherited::placement)
                .toList()),
        "problem",
        "inherited",
        inherited,
        "a legal layout");
  }

  /** Of two inference processes with one share the plan has to end one before both are ready. */
  private static boolean excludesOthers(Inherited instance) {
    return instance.placement().profile().sharing() == Sharing.MIG
        || instance instanceof Inherited.Retraining;
  }

  /**
   * The only GPU.
   *
   * @throws IllegalStateException if there are several
   */
  public GpuModel gpu() {
    if (gpus.size() > 1) {
      throw new IllegalStateException(
          "the problem has %d GPUs; expected one.".formatted(gpus.size()));
    }
    return gpus.getFirst();
  }

  /** The same with other tenants and instances to begin with. */
  public PlanningProblem with(List<TenantOutlook> others, List<Inherited> otherInstances) {
    return new PlanningProblem(gpus, placements, slots, setupSlots, others, otherInstances, rules);
  }

  /** The same under other rules. */
  public PlanningProblem with(Rules others) {
    return new PlanningProblem(gpus, placements, slots, setupSlots, tenants, inherited, others);
  }

  /** Whether a tenant goes on serving while one of its instances is being set up. */
  public boolean preInitialization() {
    return rules.preInitialization();
  }

  /** Value deducted for each inference instance set up. */
  public double setupPenalty() {
    return rules.setupPenalty();
  }

  /**
   * What each request costs that is missing to a tenant's floor: a multiple of the best that the
   * slices which serve it could earn for anybody. 0 if the tenant cannot be served at all.
   */
  public double floorPrice(TenantOutlook tenant) {
    double best = tenants.stream().mapToDouble(t -> t.weight() * t.mostCapacity()).max().orElse(0);
    double own = tenant.mostCapacity();
    return own == 0 ? 0 : FLOOR_FACTOR * best / own;
  }

  /** Slots from the start of creation to ready. */
  public int setupSlots(Profile profile) {
    return setupSlots.getOrDefault(profile, 1);
  }

  /** Slots from the start of creation to training: set-up, and the checkpoint's if there is one. */
  public int setupSlots(Profile profile, RetrainingOption option) {
    int restore = option.resumes() ? rules.pausing().map(Pausing::restoreSlots).orElse(0) : 0;
    return setupSlots(profile) + restore;
  }

  /**
   * What is left of a retraining that runs, if it may be paused.
   *
   * @return empty if it has to go on
   */
  public Optional<RetrainingOption> rest(Inherited.Retraining running) {
    if (rules.pausing().isEmpty()) {
      return Optional.empty();
    }
    return tenant(running.task().tenant()).options().stream()
        .filter(option -> option.resumes() && option.name().equals(running.task().choice()))
        .findFirst();
  }

  /** The profiles of the placements, GPU model by GPU model, in order of size. */
  public List<Profile> profiles() {
    return gpus.stream()
        .distinct()
        .flatMap(gpu -> gpu.profiles().stream())
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
