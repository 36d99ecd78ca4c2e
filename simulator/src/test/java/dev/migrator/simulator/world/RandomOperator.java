package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.observe.Observation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Does at every slot something that is legal, at random. */
final class RandomOperator {
  private static final List<Placement> PLACEMENTS = GpuModel.placements(GPU.profiles());

  private final World world;
  private final SplittableRandom random;
  private final Set<String> swapped = new HashSet<>();
  private final Set<String> leaving = new HashSet<>();
  private int created;

  RandomOperator(World world, long seed) {
    this.world = world;
    random = new SplittableRandom(seed);
  }

  void act() {
    List<ObservedInstance> observed =
        Observation.of(world.slot(), world.instances(), world.workers(), world.tenants())
            .instances();
    for (ObservedInstance instance : observed) {
      if (!leaving.contains(instance.id())) {
        touch(instance);
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      create();
    }
  }

  private void touch(ObservedInstance instance) {
    if (instance.isTrained() && swapped.add(instance.id())) {
      world.swap(new Step.Swap(instance.id(), (Task.Retrain) instance.task()));
    }
    if (random.nextInt(12) == 0) {
      leave(instance);
    } else if (isReadyToServe(instance)) {
      route(instance);
    }
  }

  private static boolean isReadyToServe(ObservedInstance instance) {
    return instance.task() instanceof Task.Infer && !instance.isSettingUp();
  }

  private void route(ObservedInstance instance) {
    switch (random.nextInt(4)) {
      case 0 -> world.withhold(new Step.Withhold(instance.id()));
      default -> world.admit(new Step.Admit(instance.id()));
    }
  }

  private void leave(ObservedInstance instance) {
    if (instance.admitted() || random.nextBoolean()) {
      world.drain(new Step.Drain(instance.id()));
    }
    world.destroy(new Step.Destroy(instance.id()));
    leaving.add(instance.id());
  }

  private void create() {
    Placement placement = PLACEMENTS.get(random.nextInt(PLACEMENTS.size()));
    List<Placement> staying = new ArrayList<>(List.of(placement));
    world.instances().stream()
        .filter(instance -> !leaving.contains(instance.id()))
        .forEach(instance -> staying.add(instance.placement()));
    if (Layout.isLegal(staying)) {
      String id = "i" + created++;
      world.create(new Step.Create(id, placement));
      world.start(new Step.Start(id, task(placement)));
    }
  }

  private Task task(Placement placement) {
    TenantReading tenant = world.tenants().get(random.nextInt(world.tenants().size()));
    List<RetrainingChoice> choices = tenant.choices();
    boolean canTrain = placement.profile().memorySlices() > 1 && !choices.isEmpty();
    return canTrain && random.nextInt(3) == 0
        ? new Task.Retrain(tenant.tenant(), choices.get(random.nextInt(choices.size())).name())
        : new Task.Infer(tenant.tenant());
  }
}
