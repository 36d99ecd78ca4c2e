package dev.migrator.core.control;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.RetrainingOption;
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

  /** For these tenants. */
  public ProblemAssembly(LoopSettings settings, List<Tenant> tenants) {
    this.settings = settings;
    this.tenants = List.copyOf(tenants);
  }

  /**
   * The problem of the slots that remain in a window, and of those beyond it that are looked at.
   *
   * @param snapshot what is known now
   * @param forecasts by tenant; of as many slots as the problem gets
   * @param retrained tenants that have been retrained in this window; they get no options
   */
  public PlanningProblem problem(
      Snapshot snapshot, Map<String, Forecast> forecasts, Set<String> retrained) {
    int slots = forecasts.values().stream().mapToInt(Forecast::horizon).min().orElse(1);
    Map<Profile, Integer> setup = new LinkedHashMap<>();
    settings.profiles().forEach(profile -> setup.put(profile, settings.setupSlots(profile)));
    List<TenantOutlook> outlooks = new ArrayList<>();
    for (Tenant tenant : tenants) {
      TenantReading reading = snapshot.tenant(tenant.name());
      List<RetrainingOption> options =
          retrained.contains(tenant.name())
              ? List.of()
              : new Offers(settings, tenant, reading).options(snapshot);
      outlooks.add(
          outlook(
              tenant.slowed(reading.slowness()), reading, options, forecast(forecasts, tenant)));
    }
    return new PlanningProblem(
        settings.models(),
        settings.placements(),
        slots,
        setup,
        outlooks,
        inherited(snapshot),
        new Rules(
            settings.preInitialization(),
            settings.setupPenalty(),
            Math.max(0, slots - settings.lookahead()),
            settings.pausing()));
  }

  private static Forecast forecast(Map<String, Forecast> forecasts, Tenant tenant) {
    Forecast forecast = forecasts.get(tenant.name());
    if (forecast == null) {
      throw new IllegalArgumentException("no forecast for tenant " + tenant.name() + ".");
    }
    return forecast;
  }

  private TenantOutlook outlook(
      Tenant tenant, TenantReading reading, List<RetrainingOption> options, Forecast forecast) {
    Map<Profile, Double> capacity = capacity(tenant);
    double most = capacity.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double perSlot = Math.min(most, Arrays.stream(forecast.mean()).average().orElse(0));
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        reading.accuracy(),
        demand(tenant, reading.last().waiting(), forecast),
        capacity,
        options,
        false,
        perSlot * slotsAfter(),
        0);
  }

  /**
   * What is forecast, and what waits; of a tenant of whom neither is known, one request a window,
   * some time: so it gets what nobody else needs. Who is not served is silent, where callers wait
   * for an answer before they ask again: of a forecast alone such a tenant would never be served
   * again.
   */
  private Demand demand(Tenant tenant, long waiting, Forecast forecast) {
    Demand known =
        settings.caution().demand(forecast).plus(waiting(tenant, waiting, forecast.horizon()));
    double least = 1.0 / settings.slotsPerWindow();
    double[] missing = new double[known.slots()];
    Arrays.fill(missing, Math.max(0, least - known.total() / known.slots()));
    return known.plus(missing);
  }

  /**
   * Those that wait are taken to be of all ages up to the SLO, so that in each of its whole slots
   * equally many are to be answered or give up. An SLO of less than a slot leaves them no time in
   * which anything that is planned could answer them.
   */
  private double[] waiting(Tenant tenant, long waiting, int horizon) {
    long slots = tenant.slo().toNanos() / settings.slot().toNanos();
    double[] requests = new double[horizon];
    Arrays.fill(requests, 0, (int) Math.min(slots, horizon), (double) waiting / Math.max(1, slots));
    return requests;
  }

  private Map<Profile, Double> capacity(Tenant tenant) {
    return settings.handicaps().ignoresSlos()
        ? tenant.capacityInAnyTime(settings.profiles(), settings.slot())
        : tenant.capacity(settings.profiles(), settings.slot());
  }

  /** Slots beyond the horizon that are credited; those looked at are counted as they are. */
  private double slotsAfter() {
    double credited = settings.slotsPerWindow() * settings.terminalWindows();
    return Math.max(0, credited - settings.lookahead());
  }

  private List<Inherited> inherited(Snapshot snapshot) {
    return snapshot.instances().stream()
        .filter(instance -> instance.state() != InstanceState.DRAINING)
        .filter(instance -> isOfATenant(instance.task()))
        .map(instance -> inherited(instance, snapshot))
        .toList();
  }

  private boolean isOfATenant(Task task) {
    return tenants.stream().anyMatch(tenant -> tenant.name().equals(task.tenant()));
  }

  private Inherited inherited(ObservedInstance instance, Snapshot snapshot) {
    return switch (instance.task()) {
      case Task.Infer infer ->
          new Inherited.Serving(instance.placement(), infer, slotsToReady(instance, 0));
      case Task.Retrain retrain -> retraining(instance, retrain, snapshot);
    };
  }

  private Inherited retraining(ObservedInstance instance, Task.Retrain task, Snapshot snapshot) {
    boolean reads = snapshot.tenant(task.tenant()).checkpoint(task.choice()).isPresent();
    int restore = reads ? settings.pausing().map(Pausing::restoreSlots).orElse(0) : 0;
    int trainsFrom = slotsToReady(instance, restore);
    return new Inherited.Retraining(
        instance.placement(),
        task,
        trainsFrom,
        trainsFrom + settings.slots(instance.remaining()),
        accuracyAfter(instance, task, snapshot));
  }

  private int slotsToReady(ObservedInstance instance, int restore) {
    if (instance.state() == InstanceState.READY) {
      return 0;
    }
    int all = settings.setupSlots(instance.placement().profile()) + restore;
    long passed = instance.age().toNanos() / settings.slot().toNanos();
    return (int) Math.max(1, all - passed);
  }

  /**
   * What the choice promises; what the tenant has if the choice is of a window gone by, be it that
   * this window has one of the same name.
   */
  private double accuracyAfter(ObservedInstance instance, Task.Retrain retrain, Snapshot snapshot) {
    TenantReading reading = snapshot.tenant(retrain.tenant());
    return settings.caution().choices(reading.choices(), reading.accuracy()).stream()
        .filter(_ -> settings.isOfWindow(instance.id(), snapshot.slot()))
        .filter(choice -> choice.name().equals(retrain.choice()))
        .mapToDouble(RetrainingChoice::accuracyAfter)
        .findFirst()
        .orElse(reading.accuracy());
  }
}
