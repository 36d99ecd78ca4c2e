package dev.migrator.policies;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A layout whose seats are given away: on each a tenant infers, or one is retrained, or nothing
 * happens.
 *
 * @param cut the layout
 * @param serving by tenant: the seats on which it infers, as a bit set
 * @param trainings by tenant: its retraining, if it begins one
 */
public record Seating(Cut cut, List<Integer> serving, List<Optional<Training>> trainings) {
  public Seating {
    serving = List.copyOf(serving);
    trainings = List.copyOf(trainings);
  }

  /** How many retrainings it begins. */
  public int retrainings() {
    return (int) trainings.stream().flatMap(Optional::stream).count();
  }

  /** Seats that nobody has, in order. */
  public List<Integer> idle() {
    int taken = serving.stream().reduce(0, (one, other) -> one | other);
    return IntStream.range(0, cut.seats().size())
        .filter(seat -> (taken >> seat & 1) == 0)
        .filter(
            seat -> trainings.stream().flatMap(Optional::stream).noneMatch(t -> t.seat() == seat))
        .boxed()
        .toList();
  }

  /** Its instances, those that go on without it included. */
  public List<PlannedInstance> instances(PlanningProblem problem) {
    List<PlannedInstance> instances = new ArrayList<>(Running.instances(problem));
    cut.guests().forEach(guest -> instances.add(guest.instance()));
    for (int i = 0; i < serving.size(); i++) {
      TenantOutlook tenant = problem.tenants().get(i);
      trainings
          .get(i)
          .ifPresent(t -> instances.add(t.instance(cut.seats().get(t.seat()), tenant, problem)));
      useful(serving.get(i), tenant, problem)
          .forEach(seat -> instances.add(seat.instance(tenant, problem)));
    }
    return instances;
  }

  private List<Seat> useful(int chosen, TenantOutlook tenant, PlanningProblem problem) {
    return IntStream.range(0, cut.seats().size())
        .filter(seat -> (chosen >> seat & 1) == 1)
        .mapToObj(cut.seats()::get)
        .filter(seat -> seat.isUseful(tenant, problem))
        .toList();
  }
}
