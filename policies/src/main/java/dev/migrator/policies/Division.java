package dev.migrator.policies;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.model.TenantReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a problem of many GPUs falls into problems of one GPU each; on each its number is 0.
 *
 * @param tenants by GPU: its tenants, in their order, and the share of their requests that it gets;
 *     a GPU without tenants is absent
 * @param homes by tenant: the one GPU on which it may be retrained
 */
record Division(SortedMap<Integer, Map<String, Double>> tenants, Map<String, Integer> homes) {

  /** That of an {@link Assignment}. */
  static Division of(PlanningProblem problem) {
    Assignment assignment = Assignment.of(problem);
    SortedMap<Integer, Map<String, Double>> tenants = new TreeMap<>();
    assignment
        .shares()
        .forEach(
            (tenant, shares) ->
                shares.forEach(
                    (gpu, share) ->
                        tenants
                            .computeIfAbsent(gpu, _ -> new LinkedHashMap<>())
                            .put(tenant, share)));
    return new Division(tenants, assignment.homes());
  }

  /** By GPU: its problem. */
  SortedMap<Integer, PlanningProblem> problems(PlanningProblem whole) {
    Map<String, TenantOutlook> outlooks =
        whole.tenants().stream().collect(Collectors.toMap(TenantOutlook::name, t -> t));
    Map<Integer, List<Placement>> placements =
        whole.placements().stream().collect(Collectors.groupingBy(Placement::gpu));
    Map<Integer, List<Inherited>> inherited =
        whole.inherited().stream().collect(Collectors.groupingBy(i -> i.placement().gpu()));
    SortedMap<Integer, PlanningProblem> problems = new TreeMap<>();
    tenants.forEach(
        (gpu, shares) -> {
          List<Placement> places = placements.getOrDefault(gpu, List.of());
          problems.put(
              gpu,
              new PlanningProblem(
                  List.of(whole.gpus().get(gpu)),
                  places.stream().map(place -> place.on(0)).toList(),
                  whole.slots(),
                  whole.setupSlots(),
                  tenants(gpu, outlooks, profiles(places)),
                  inherited.getOrDefault(gpu, List.of()).stream()
                      .filter(i -> shares.containsKey(i.task().tenant()))
                      .map(Division::onFirst)
                      .toList(),
                  whole.rules()));
        });
    return problems;
  }

  /** By GPU: what is known of it and of its tenants. */
  Map<Integer, Snapshot> parts(Snapshot whole) {
    Map<Integer, List<ObservedInstance>> instances = new HashMap<>();
    for (ObservedInstance instance : whole.instances()) {
      instances
          .computeIfAbsent(instance.placement().gpu(), _ -> new ArrayList<>())
          .add(onFirst(instance));
    }
    Map<Integer, Snapshot> parts = new HashMap<>();
    tenants.forEach(
        (gpu, shares) -> {
          List<TenantReading> readings = new ArrayList<>();
          shares.forEach(
              (name, share) -> {
                TenantReading reading = whole.byTenant().get(name);
                if (reading != null) {
                  readings.add(part(reading, share));
                }
              });
          parts.put(
              gpu, new Snapshot(whole.slot(), instances.getOrDefault(gpu, List.of()), readings));
        });
    return parts;
  }

  private static Set<Profile> profiles(List<Placement> placements) {
    return placements.stream().map(Placement::profile).collect(Collectors.toSet());
  }

  private List<TenantOutlook> tenants(
      int gpu, Map<String, TenantOutlook> outlooks, Set<Profile> profiles) {
    List<TenantOutlook> parts = new ArrayList<>();
    tenants
        .getOrDefault(gpu, Map.of())
        .forEach(
            (name, share) -> {
              TenantOutlook outlook = outlooks.get(name);
              if (outlook != null) {
                parts.add(part(outlook, share, homes.getOrDefault(name, gpu) == gpu, profiles));
              }
            });
    return parts;
  }

  private static TenantOutlook part(
      TenantOutlook tenant, double share, boolean isHome, Set<Profile> profiles) {
    Map<Profile, Double> capacity = new HashMap<>(tenant.capacity());
    capacity.keySet().retainAll(profiles);
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        tenant.accuracy(),
        share == 1 ? tenant.demand() : part(tenant.demand(), share),
        capacity,
        isHome ? tenant.options().stream().map(o -> on(o, profiles)).toList() : List.of(),
        isHome && tenant.mustRetrain(),
        isHome ? tenant.requestsAfter() : 0,
        tenant.floor());
  }

  private static RetrainingOption on(RetrainingOption option, Set<Profile> profiles) {
    Map<Profile, Integer> slots = new HashMap<>(option.slots());
    slots.keySet().retainAll(profiles);
    return new RetrainingOption(option.name(), option.accuracyAfter(), slots, option.resumes());
  }

  private static Demand part(Demand demand, double share) {
    double[][] levels =
        Arrays.stream(demand.levels())
            .map(level -> Arrays.stream(level).map(count -> share * count).toArray())
            .toArray(double[][]::new);
    return new Demand(levels, demand.shares(), new double[0]);
  }

  private static TenantReading part(TenantReading reading, double share) {
    Outcome last = reading.last();
    return share == 1
        ? reading
        : new TenantReading(
            reading.tenant(),
            reading.accuracy(),
            reading.choices(),
            new Outcome(
                Math.round(share * last.arrived()),
                Math.round(share * last.withinSlo()),
                Math.round(share * last.late()),
                Math.round(share * last.dropped()),
                Math.round(share * last.waiting()),
                share * last.goodput()),
            reading.checkpoints(),
            reading.slowness());
  }

  private static Inherited onFirst(Inherited inherited) {
    Placement place = inherited.placement().on(0);
    return switch (inherited) {
      case Inherited.Serving serving ->
          new Inherited.Serving(place, serving.task(), serving.readyAt());
      case Inherited.Retraining running ->
          new Inherited.Retraining(
              place,
              running.task(),
              running.trainsFrom(),
              running.endsAt(),
              running.accuracyAfter());
    };
  }

  private static ObservedInstance onFirst(ObservedInstance instance) {
    return new ObservedInstance(
        instance.id(),
        instance.placement().on(0),
        instance.task(),
        instance.state(),
        instance.age(),
        instance.admitted(),
        instance.remaining());
  }
}
