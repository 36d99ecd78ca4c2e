package dev.migrator.policies.astraea;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Running;
import dev.migrator.policies.Seat;
import dev.migrator.policies.Training;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Places shares on a GPU beside its running retrainings: retrainings first, then inferences, large
 * ones before small ones, each at the first place in which it fits.
 */
record Blocks(PlanningProblem problem, List<Load> loads, Shares shares) {

  /**
   * The instances from the changeover on, without the running retrainings: with what can stay if
   * there is room, else without; and if need be with inferences in pieces, and with retrainings on
   * what there is in one.
   */
  List<PlannedInstance> placed() {
    return new Attempt(true, false)
        .placed()
        .or(() -> new Attempt(false, false).placed())
        .or(() -> new Attempt(false, true).placed())
        .orElseThrow();
  }

  /** Granules of one process. */
  private record Block(int tenant, int granules) {}

  private List<Block> serving() {
    return IntStream.range(0, loads.size())
        .boxed()
        .flatMap(
            tenant ->
                loads.get(tenant).splits().parts(shares.inference().get(tenant)).stream()
                    .map(part -> new Block(tenant, part)))
        .sorted(Comparator.comparingInt(Block::granules).reversed())
        .toList();
  }

  private List<Block> training() {
    return IntStream.range(0, loads.size())
        .filter(tenant -> shares.trainings().get(tenant).isPresent())
        .mapToObj(tenant -> new Block(tenant, shares.retraining().get(tenant)))
        .sorted(Comparator.comparingInt(Block::granules).reversed())
        .toList();
  }

  /** One way to try it. */
  private final class Attempt {
    private final boolean keeps;
    private final boolean cuts;
    private final Shelf shelf = new Shelf();
    private final List<PlannedInstance> instances = new ArrayList<>();

    private Attempt(boolean keeps, boolean cuts) {
      this.keeps = keeps;
      this.cuts = cuts;
      Running.of(problem).forEach(running -> shelf.take(running.placement()));
    }

    private Optional<List<PlannedInstance>> placed() {
      List<Block> serving = new ArrayList<>(serving());
      if (keeps) {
        keep(serving);
      }
      boolean fits =
          training().stream().allMatch(this::train) && serving.stream().allMatch(this::serve);
      return fits ? Optional.of(instances) : Optional.empty();
    }

    private void keep(List<Block> serving) {
      problem.inherited().stream()
          .filter(Inherited.Serving.class::isInstance)
          .map(Inherited.Serving.class::cast)
          .sorted(Comparator.comparingInt(Inherited.Serving::readyAt))
          .forEach(existing -> keep(existing, serving));
    }

    private void keep(Inherited.Serving existing, List<Block> serving) {
      Optional<Block> same = serving.stream().filter(block -> is(existing, block)).findFirst();
      if (same.isPresent() && shelf.isFree(existing.placement())) {
        serving.remove(same.get());
        shelf.take(existing.placement());
        instances.add(Handover.kept(existing, problem.slots()));
      }
    }

    private boolean is(Inherited.Serving existing, Block block) {
      String tenant = problem.tenants().get(block.tenant).name();
      return existing.task().tenant().equals(tenant)
          && existing.placement().profile().computeSlices() == block.granules;
    }

    /** In pieces means for a retraining: on a smaller share, or not at all. */
    private boolean train(Block block) {
      int granules = cuts ? Math.min(block.granules, shelf.longest()) : block.granules;
      OptionalInt start = granules == 0 ? OptionalInt.empty() : shelf.place(granules);
      start.ifPresent(at -> train(problem.tenants().get(block.tenant), granules, at));
      return cuts || start.isPresent();
    }

    /** Unless it would not end in time. */
    private void train(TenantOutlook tenant, int granules, int start) {
      Profile share = MpsGpu.share(problem.gpu(), granules);
      int from = Load.changeover(problem) - problem.setupSlots(share);
      Seat seat = new Seat(new Placement(share, start), from, Optional.empty());
      Training.best(problem, tenant, 0, seat)
          .ifPresent(
              training -> {
                shelf.take(seat.placement());
                instances.add(training.instance(seat, tenant, problem));
              });
    }

    private boolean serve(Block block) {
      int fitting = cuts ? Math.min(block.granules, shelf.longest()) : block.granules;
      OptionalInt start = fitting == 0 ? OptionalInt.empty() : shelf.place(fitting);
      start.ifPresent(at -> serve(new Block(block.tenant, fitting), at));
      return start.isPresent()
          && (fitting == block.granules
              || serve(new Block(block.tenant, block.granules - fitting)));
    }

    private void serve(Block block, int start) {
      PlannedInstance instance =
          Handover.serving(problem, block.tenant, block.granules, start, Load.changeover(problem));
      shelf.take(instance.placement());
      instances.add(instance);
    }
  }
}
