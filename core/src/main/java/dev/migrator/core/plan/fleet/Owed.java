package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Retrainings that have to be and were not planned: each goes where it first fits beside other
 * retrainings, and what infers there gives way.
 */
final class Owed {
  private final Fleet fleet;
  private final Roster roster;

  Owed(Fleet fleet, Roster roster) {
    this.fleet = fleet;
    this.roster = roster;
  }

  void settle() {
    IntStream.range(0, fleet.tenants().size()).filter(roster::isOwed).forEach(this::settle);
  }

  private void settle(int tenant) {
    for (Fleet.Gpu gpu : fleet.gpus()) {
      Optional<PlannedInstance> fit = firstFit(gpu, fleet.tenants().get(tenant));
      if (fit.isPresent()) {
        List<PlannedInstance> instances = new ArrayList<>(retrainings(gpu));
        instances.add(fit.get());
        for (PlannedInstance present : roster.on(gpu.number())) {
          if (present.task() instanceof Task.Infer && isLegal(instances, present)) {
            instances.add(present);
          }
        }
        roster.put(gpu.number(), instances);
        return;
      }
    }
  }

  private List<PlannedInstance> retrainings(Fleet.Gpu gpu) {
    return roster.on(gpu.number()).stream()
        .filter(instance -> instance.task() instanceof Task.Retrain)
        .toList();
  }

  private Optional<PlannedInstance> firstFit(Fleet.Gpu gpu, TenantOutlook tenant) {
    List<PlannedInstance> others = retrainings(gpu);
    for (RetrainingOption option : tenant.options()) {
      for (Placement place : gpu.kind().placements()) {
        int setup = fleet.problem().setupSlots(place.profile(), option);
        int length = option.slots().getOrDefault(place.profile(), 0);
        int last = length == 0 ? -1 : fleet.problem().rules().retrainBy() - setup - length;
        for (int from = 0; from <= last; from++) {
          PlannedInstance here =
              new PlannedInstance(
                  place.on(gpu.number()),
                  new Task.Retrain(tenant.name(), option.name()),
                  from,
                  from + setup,
                  from + setup + length,
                  false);
          if (isLegal(others, here)) {
            return Optional.of(here);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether one more instance leaves the layout legal in all its slots. */
  private static boolean isLegal(List<PlannedInstance> instances, PlannedInstance more) {
    return IntStream.concat(
            IntStream.of(more.from()), instances.stream().mapToInt(PlannedInstance::from))
        .filter(more::existsIn)
        .allMatch(
            slot -> {
              List<Placement> there = new ArrayList<>(List.of(more.placement()));
              instances.stream()
                  .filter(instance -> instance.existsIn(slot))
                  .forEach(instance -> there.add(instance.placement()));
              return Layout.isLegal(there);
            });
  }
}
