package dev.migrator.core.control;

import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The retraining options of one tenant: this window's choices, and what is left of one that runs or
 * was paused.
 *
 * <p>A retraining that runs since an earlier window has no option: it was made for that window's
 * data and goes on until it ends.
 */
record Offers(LoopSettings settings, Tenant tenant, TenantReading reading) {

  List<RetrainingOption> options(Snapshot snapshot) {
    List<RetrainingOption> options = new ArrayList<>();
    for (RetrainingChoice choice : choices()) {
      Optional<ObservedInstance> running = running(choice, snapshot);
      if (settings.pausing().isPresent() && running.isPresent()) {
        return List.of(rest(choice, running.get()));
      }
      options.add(settings.pausing().isPresent() ? offer(choice) : whole(choice));
    }
    return options;
  }

  private List<RetrainingChoice> choices() {
    return settings
        .retraining()
        .choice()
        .of(settings.caution().choices(reading.choices(), reading.accuracy()));
  }

  private Optional<ObservedInstance> running(RetrainingChoice choice, Snapshot snapshot) {
    return snapshot.instances().stream()
        .filter(instance -> instance.state() != InstanceState.DRAINING)
        .filter(instance -> instance.task().equals(new Task.Retrain(tenant.name(), choice.name())))
        .filter(instance -> settings.isOfWindow(instance.id(), snapshot.slot()))
        .findFirst();
  }

  private RetrainingOption whole(RetrainingChoice choice) {
    return tenant.option(choice, settings.profiles(), settings.slot());
  }

  private RetrainingOption offer(RetrainingChoice choice) {
    return reading
        .checkpoint(choice.name())
        .map(Checkpoint::leftOnWholeGpu)
        .map(left -> resumed(choice, left))
        .orElseGet(() -> whole(choice));
  }

  private RetrainingOption resumed(RetrainingChoice choice, Duration left) {
    RetrainingOption option =
        whole(new RetrainingChoice(choice.name(), left, choice.accuracyAfter()));
    return new RetrainingOption(option.name(), option.accuracyAfter(), option.slots(), true);
  }

  /** What is left of one that runs; on its own profile exactly as its worker says. */
  private RetrainingOption rest(RetrainingChoice choice, ObservedInstance running) {
    Profile profile = running.placement().profile();
    double speed = tenant.service().trainingSpeedOn(profile);
    long left = Math.max(1, Math.round(running.remaining().toNanos() * speed));
    RetrainingOption option = resumed(choice, Duration.ofNanos(left));
    Map<Profile, Integer> slots = new HashMap<>(option.slots());
    slots.put(profile, settings.slots(running.remaining()));
    return new RetrainingOption(option.name(), option.accuracyAfter(), slots, true);
  }
}
