package dev.migrator.policies;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What becomes of seats that nobody has, or only a retraining until it ends: for policies that plan
 * once a window, and whose papers say nothing about it.
 *
 * <p>First tenants that wait for their retraining get them, one after the other, whoever gains most
 * first. Then each seat, as it comes free, serves the tenant whose instances together cover the
 * least part of its load; a tenant that has an instance there keeps it. The cut stays.
 */
public final class Afterwards {
  private final PlanningProblem problem;
  private final Seating seating;
  private final ToDoubleFunction<TenantOutlook> load;
  private final List<PlannedInstance> instances;
  private final List<Seat> seats;
  private final List<Integer> free;
  private final Map<TenantOutlook, Double> capacity = new HashMap<>();

  private Afterwards(
      PlanningProblem problem, Seating seating, ToDoubleFunction<TenantOutlook> load) {
    this.problem = problem;
    this.seating = seating;
    this.load = load;
    this.instances = new ArrayList<>(seating.instances(problem));
    this.seats = new ArrayList<>(seating.cut().seats());
    this.free = new ArrayList<>(seating.idle());
    for (int i = 0; i < problem.tenants().size(); i++) {
      TenantOutlook tenant = problem.tenants().get(i);
      double[] capacities = seating.cut().capacities(tenant, problem);
      capacity.put(tenant, capacities[seating.serving().get(i)]);
    }
  }

  /**
   * The seating's instances with those that come into its seats.
   *
   * @param load requests a slot that are to be covered
   */
  public static List<PlannedInstance> added(
      PlanningProblem problem, Seating seating, ToDoubleFunction<TenantOutlook> load) {
    Afterwards afterwards = new Afterwards(problem, seating, load);
    afterwards.retrain();
    afterwards.serve();
    return afterwards.instances;
  }

  private void retrain() {
    List<TenantOutlook> waiting = new ArrayList<>();
    for (int i = 0; i < problem.tenants().size(); i++) {
      Optional<Training> training = seating.trainings().get(i);
      training.ifPresent(this::leave);
      if (training.isEmpty()) {
        waiting.add(problem.tenants().get(i));
      }
    }
    for (Optional<Turn> next = next(waiting); next.isPresent(); next = next(waiting)) {
      waiting.remove(next.get().tenant());
      begin(next.get());
    }
  }

  private void leave(Training training) {
    seats.set(training.seat(), seats.get(training.seat()).freeFrom(training.end()));
    free.add(training.seat());
  }

  /** A tenant's retraining that may come next. */
  private record Turn(TenantOutlook tenant, Training training) {
    private double gain() {
      return training.gain(tenant);
    }
  }

  private Optional<Turn> next(List<TenantOutlook> waiting) {
    return waiting.stream().flatMap(this::turns).max(Comparator.comparingDouble(Turn::gain));
  }

  private Stream<Turn> turns(TenantOutlook tenant) {
    return free.stream()
        .flatMap(seat -> Training.best(problem, tenant, seat, seats.get(seat)).stream())
        .map(training -> new Turn(tenant, training));
  }

  private void begin(Turn turn) {
    Training training = turn.training();
    instances.add(training.instance(seats.get(training.seat()), turn.tenant(), problem));
    seats.set(training.seat(), seats.get(training.seat()).freeFrom(training.end()));
  }

  private void serve() {
    Comparator<Seat> order =
        Comparator.comparingInt(Seat::start)
            .thenComparing(Comparator.comparingInt(Afterwards::size).reversed());
    free.stream().map(seats::get).sorted(order).forEach(this::serve);
  }

  private static int size(Seat seat) {
    return seat.placement().profile().computeSlices();
  }

  private void serve(Seat seat) {
    keeper(seat)
        .or(() -> neediest(seat))
        .ifPresent(
            tenant -> {
              instances.add(seat.instance(tenant, problem));
              capacity.merge(tenant, tenant.capacityOf(seat.placement().profile()), Double::sum);
            });
  }

  private Optional<TenantOutlook> keeper(Seat seat) {
    return problem.tenants().stream()
        .filter(tenant -> seat.isKeptFor(tenant) && seat.isUseful(tenant, problem))
        .findFirst();
  }

  private Optional<TenantOutlook> neediest(Seat seat) {
    return problem.tenants().stream()
        .filter(tenant -> seat.isUseful(tenant, problem))
        .min(Comparator.comparingDouble(this::covered));
  }

  private double covered(TenantOutlook tenant) {
    double wanted = Math.max(Double.MIN_NORMAL, load.applyAsDouble(tenant));
    return capacity.getOrDefault(tenant, 0.0) / wanted;
  }
}
