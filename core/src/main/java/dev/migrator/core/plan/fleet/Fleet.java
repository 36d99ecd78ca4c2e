package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A problem by GPUs and sites. A <i>site</i> is a profile of a GPU model, wherever in the fleet an
 * instance of it is.
 */
final class Fleet {
  private final PlanningProblem problem;
  private final List<Profile> sites;
  private final Map<Profile, Integer> siteNumbers = new HashMap<>();
  private final List<Gpu> gpus;
  private final Map<String, Integer> tenantNumbers = new HashMap<>();
  private final int[] most;
  private final Map<Kind, double[]> wholes = new HashMap<>();

  Fleet(PlanningProblem problem) {
    this.problem = problem;
    this.gpus = gpus(problem);
    this.sites = sites(gpus);
    for (int site = 0; site < sites.size(); site++) {
      siteNumbers.put(sites.get(site), site);
    }
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      tenantNumbers.put(problem.tenants().get(tenant).name(), tenant);
    }
    this.most = most();
  }

  /**
   * One GPU.
   *
   * @param number its number in the problem
   * @param kind how it can be cut
   * @param inherited what exists on it at the beginning, as if on the first GPU
   */
  record Gpu(int number, Kind kind, List<Inherited> inherited) {

    /** The retrainings that run on it. */
    List<Inherited.Retraining> running() {
      return inherited.stream()
          .filter(Inherited.Retraining.class::isInstance)
          .map(Inherited.Retraining.class::cast)
          .toList();
    }
  }

  private static List<Gpu> gpus(PlanningProblem problem) {
    List<List<Placement>> placements = lists(problem.gpus().size());
    problem.placements().forEach(p -> placements.get(p.gpu()).add(p.on(0)));
    List<List<Inherited>> inherited = lists(problem.gpus().size());
    problem.inherited().forEach(i -> inherited.get(i.placement().gpu()).add(on(i, 0)));
    Map<List<Placement>, Map<GpuModel, Kind>> kinds = new HashMap<>();
    List<Gpu> gpus = new ArrayList<>();
    for (int number = 0; number < placements.size(); number++) {
      List<Placement> own = List.copyOf(placements.get(number));
      Kind kind =
          kinds
              .computeIfAbsent(own, _ -> new LinkedHashMap<>())
              .computeIfAbsent(problem.gpus().get(number), model -> new Kind(model, own));
      gpus.add(new Gpu(number, kind, List.copyOf(inherited.get(number))));
    }
    return List.copyOf(gpus);
  }

  private static <T> List<List<T>> lists(int count) {
    List<List<T>> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** The same on another GPU. */
  static Inherited on(Inherited instance, int gpu) {
    return switch (instance) {
      case Inherited.Serving s ->
          new Inherited.Serving(s.placement().on(gpu), s.task(), s.readyAt());
      case Inherited.Retraining r ->
          new Inherited.Retraining(
              r.placement().on(gpu), r.task(), r.trainsFrom(), r.endsAt(), r.accuracyAfter());
    };
  }

  private static List<Profile> sites(List<Gpu> gpus) {
    return gpus.stream()
        .map(Gpu::kind)
        .distinct()
        .flatMap(
            kind ->
                kind.placements().stream()
                    .map(Placement::profile)
                    .distinct()
                    .sorted(
                        Comparator.comparingInt(Profile::memorySlices)
                            .thenComparingInt(Profile::computeSlices)
                            .thenComparing(Profile::key)))
        .distinct()
        .toList();
  }

  private int[] most() {
    int[] sum = new int[sites.size()];
    Map<Kind, int[]> known = new HashMap<>();
    for (Gpu gpu : gpus) {
      int[] own = known.computeIfAbsent(gpu.kind(), this::most);
      for (int site = 0; site < sum.length; site++) {
        sum[site] += own[site];
      }
    }
    return sum;
  }

  private int[] most(Kind kind) {
    int[] most = new int[sites.size()];
    for (int[] shape : shapes(kind)) {
      for (int site = 0; site < most.length; site++) {
        most[site] = Math.max(most[site], shape[site]);
      }
    }
    return most;
  }

  PlanningProblem problem() {
    return problem;
  }

  int slots() {
    return problem.slots();
  }

  List<TenantOutlook> tenants() {
    return problem.tenants();
  }

  /** The number of a tenant. */
  int tenant(String name) {
    return tenantNumbers.getOrDefault(name, -1);
  }

  List<Gpu> gpus() {
    return gpus;
  }

  int siteCount() {
    return sites.size();
  }

  Profile profile(int site) {
    return sites.get(site);
  }

  /** The number of a profile; -1 if no GPU has it. */
  int site(Profile profile) {
    return siteNumbers.getOrDefault(profile, -1);
  }

  int setup(int site) {
    return problem.setupSlots(sites.get(site));
  }

  /** How many instances of that site there can be in the fleet. */
  int most(int site) {
    return most[site];
  }

  /** The largest shapes of an empty GPU. */
  List<int[]> shapes(Kind kind) {
    return shapesBeside(kind, List.of());
  }

  /** The largest shapes beside what is taken. */
  List<int[]> shapesBeside(Kind kind, List<Placement> taken) {
    return kind.shapesBeside(new TreeSet<>(taken), p -> site(p.profile()), sites.size());
  }

  /** By tenant: requests per slot that a whole GPU of that kind serves for it alone. */
  double[] whole(Kind kind) {
    return wholes.computeIfAbsent(
        kind, k -> tenants().stream().mapToDouble(tenant -> whole(k, tenant)).toArray());
  }

  private double whole(Kind kind, TenantOutlook tenant) {
    double[] capacity = sites.stream().mapToDouble(tenant::capacityOf).toArray();
    double best = 0;
    for (int[] shape : shapes(kind)) {
      double sum = 0;
      for (int site = 0; site < shape.length; site++) {
        sum += shape[site] * capacity[site];
      }
      best = Math.max(best, sum);
    }
    return best;
  }
}
