package dev.migrator.core.control;

import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.model.TenantReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts snapshot and forecasts together to a planning problem. */
public final class ProblemAssembly {
  private final LoopSettings settings;
  private final List<Tenant> tenants;
  private final List<Profile> profiles;
  private final List<Placement> placements;
  private final Map<Profile, Integer> setup = new LinkedHashMap<>();

  /** For these tenants. */
  public ProblemAssembly(LoopSettings settings, List<Tenant> tenants) {
    this.settings = settings;
    this.tenants = List.copyOf(tenants);
    profiles = settings.profiles();
    placements = settings.placements();
    profiles.forEach(profile -> setup.put(profile, settings.setupSlots(profile)));
  }

  /**
   * The problem of the slots that remain in a window.
   *
   * @param snapshot what is known now
   * @param forecasts by tenant; of as many slots as the problem gets
   * @param retrained tenants that have been retrained in this window; they get no options
   */
  public PlanningProblem problem(
      Snapshot snapshot, Map<String, Forecast> forecasts, Set<String> retrained) {
    int slots = forecasts.values().stream().mapToInt(Forecast::horizon).min().orElse(1);
    Map<String, TenantReading> readings = snapshot.byTenant();
    List<TenantOutlook> outlooks = new ArrayList<>();
    for (Tenant tenant : tenants) {
      TenantReading reading = reading(tenant.name(), readings);
      List<RetrainingChoice> choices =
          retrained.contains(tenant.name()) ? List.of() : reading.choices();
      outlooks.add(outlook(tenant, reading.accuracy(), choices, mean(forecasts, tenant)));
    }
    return new PlanningProblem(
        settings.models(),
        placements,
        slots,
        setup,
        outlooks,
        inherited(snapshot, readings),
        new Rules(settings.preInitialization(), settings.setupPenalty(), slots));
  }

  private static double[] mean(Map<String, Forecast> forecasts, Tenant tenant) {
    Forecast forecast = forecasts.get(tenant.name());
    if (forecast == null) {
      throw new IllegalArgumentException("no forecast for tenant " + tenant.name() + ".");
    }
    return forecast.mean();
  }

  private TenantOutlook outlook(
      Tenant tenant, double accuracy, List<RetrainingChoice> choices, double[] arrivals) {
    Map<Profile, Double> capacity = tenant.capacity(profiles, settings.slot());
    double most = capacity.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double perSlot = Math.min(most, Arrays.stream(arrivals).average().orElse(0));
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        accuracy,
        arrivals,
        capacity,
        choices.stream().map(choice -> tenant.option(choice, profiles, settings.slot())).toList(),
        false,
        perSlot * settings.slotsPerWindow() * settings.terminalWindows());
  }

  private List<Inherited> inherited(Snapshot snapshot, Map<String, TenantReading> readings) {
    return snapshot.instances().stream()
        .filter(instance -> instance.state() != InstanceState.DRAINING)
        .map(instance -> inherited(instance, readings))
        .toList();
  }

  private Inherited inherited(ObservedInstance instance, Map<String, TenantReading> readings) {
    return switch (instance.task()) {
      case Task.Infer infer ->
          new Inherited.Serving(instance.placement(), infer, slotsToReady(instance));
      case Task.Retrain retrain ->
          new Inherited.Retraining(
              instance.placement(),
              retrain,
              slotsToReady(instance) + settings.slots(instance.remaining()),
              accuracyAfter(retrain, readings));
    };
  }

  private int slotsToReady(ObservedInstance instance) {
    if (instance.state() == InstanceState.READY) {
      return 0;
    }
    Profile profile = instance.placement().profile();
    int all = setup.computeIfAbsent(profile, settings::setupSlots);
    long passed = instance.age().toNanos() / settings.slot().toNanos();
    return (int) Math.max(1, all - passed);
  }

  /** What the choice promises; what the tenant has if the choice is of a window gone by. */
  private static double accuracyAfter(Task.Retrain retrain, Map<String, TenantReading> readings) {
    TenantReading reading = reading(retrain.tenant(), readings);
    return reading.choices().stream()
        .filter(choice -> choice.name().equals(retrain.choice()))
        .mapToDouble(RetrainingChoice::accuracyAfter)
        .findFirst()
        .orElse(reading.accuracy());
  }

  private static TenantReading reading(String tenant, Map<String, TenantReading> readings) {
    TenantReading reading = readings.get(tenant);
    if (reading == null) {
      throw new IllegalArgumentException("no reading of tenant " + tenant + ".");
    }
    return reading;
  }
}
