package dev.migrator.core.control;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceName;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.UsableGpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a control loop has to know of its world and its planning.
 *
 * @param gpus the GPUs, by number, and how each may be cut; at least one
 * @param slot length of a slot
 * @param slotsPerWindow length of a window in slots
 * @param workerStart time from an instance's existence to its worker being ready
 * @param preInitialization whether a tenant goes on serving while one of its instances is set up
 * @param setupPenalty value deducted for each instance set up
 * @param terminalWindows windows beyond the planned one that are credited with the accuracy at its
 *     end
 * @param retraining what planners may do about retrainings
 * @param lookahead slots beyond the window that a plan looks at, from 0 to a window; near a
 *     window's end no set-up would ever pay without them. Retrainings must end within the window
 * @param caution how plans take into account what is uncertain
 * @param handicaps what is taken away, to see what it is worth
 */
public record LoopSettings(
    List<UsableGpu> gpus,
    Duration slot,
    int slotsPerWindow,
    Duration workerStart,
    boolean preInitialization,
    double setupPenalty,
    double terminalWindows,
    RetrainingSettings retraining,
    int lookahead,
    Caution caution,
    Handicaps handicaps) {

  /** The usual penalty: breaks ties in favour of the calmer plan. */
  public static final double SETUP_PENALTY = 1e-3;

  /**
   * The usual terminal value: a quarter of a window. What a retraining brings is used until the
   * next one ends, which is on average that far into the next window.
   */
  public static final double TERMINAL_WINDOWS = 0.25;

  /** The usual slots beyond the window. */
  public static final int LOOKAHEAD = 0;

  public LoopSettings {
    gpus = List.copyOf(gpus);
    if (gpus.isEmpty()) {
      throw new IllegalArgumentException("loop: gpus is empty; expected at least one.");
    }
    if (lookahead < 0 || lookahead > slotsPerWindow) {
      throw new IllegalArgumentException(
          "lookahead is %d slots; expected 0 to %d, a window."
              .formatted(lookahead, slotsPerWindow));
    }
  }

  /**
   * The usual settings for one GPU: base profiles, pre-initialization, plans for quantiles of
   * arrivals.
   */
  public static LoopSettings of(
      GpuModel gpu, Duration slot, int slotsPerWindow, Duration workerStart) {
    return new LoopSettings(
        List.of(new UsableGpu(gpu, gpu.baseProfiles())),
        slot,
        slotsPerWindow,
        workerStart,
        true,
        SETUP_PENALTY,
        TERMINAL_WINDOWS,
        RetrainingSettings.USUAL,
        Math.min(LOOKAHEAD, slotsPerWindow),
        Caution.QUANTILES,
        Handicaps.NONE);
  }

  /** The same with other GPUs. */
  public LoopSettings with(List<UsableGpu> others) {
    return new LoopSettings(
        others,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        retraining,
        lookahead,
        caution,
        handicaps);
  }

  /** The same with another terminal value. */
  public LoopSettings withTerminalWindows(double other) {
    return new LoopSettings(
        gpus,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        other,
        retraining,
        lookahead,
        caution,
        handicaps);
  }

  /** The same with another number of slots beyond the window. */
  public LoopSettings withLookahead(int other) {
    return new LoopSettings(
        gpus,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        retraining,
        other,
        caution,
        handicaps);
  }

  /** The same with another caution. */
  public LoopSettings with(Caution other) {
    return new LoopSettings(
        gpus,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        retraining,
        lookahead,
        other,
        handicaps);
  }

  /** The same with other handicaps. */
  public LoopSettings with(Handicaps other) {
    return new LoopSettings(
        gpus,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        retraining,
        lookahead,
        caution,
        other);
  }

  /** The same with other settings for retrainings. */
  public LoopSettings with(RetrainingSettings other) {
    return new LoopSettings(
        gpus,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        other,
        lookahead,
        caution,
        handicaps);
  }

  /** What pausing takes in slots, if retrainings may be paused; those of several GPUs may not. */
  public Optional<Pausing> pausing() {
    return retraining.pausing().filter(_ -> gpus.size() == 1).map(times -> times.inSlots(slot));
  }

  /** The GPU models, by number of the GPU. */
  public List<GpuModel> models() {
    return gpus.stream().map(UsableGpu::model).toList();
  }

  /** The profiles that may be used somewhere, GPU by GPU, each once. */
  public List<Profile> profiles() {
    Set<Profile> profiles = new LinkedHashSet<>();
    for (int number = 0; number < gpus.size(); number++) {
      // Asked for often; of many GPUs nearly all are the same object as the one before.
      if (number == 0 || !gpus.get(number).equals(gpus.get(number - 1))) {
        profiles.addAll(gpus.get(number).profiles());
      }
    }
    return List.copyOf(profiles);
  }

  /** The placements that may be used, on all GPUs, in order. */
  public List<Placement> placements() {
    List<Placement> placements = new ArrayList<>();
    for (int number = 0; number < gpus.size(); number++) {
      placements.addAll(gpus.get(number).placements(number));
    }
    return placements;
  }

  /**
   * Whether an instance was to be created in the window of that slot. One that the loop did not
   * name counts as such.
   */
  public boolean isOfWindow(String instance, long slot) {
    OptionalLong created = InstanceName.slot(instance);
    return created.isEmpty() || created.getAsLong() / slotsPerWindow == slot / slotsPerWindow;
  }

  /**
   * Whole slots from the moment in which a profile's slices are given up to it being ready: another
   * instance is destroyed there, this one is created, its worker starts.
   */
  public int setupSlots(Profile profile) {
    Duration longestDestroy =
        profiles().stream()
            .filter(other -> other.gpu().equals(profile.gpu()))
            .map(Profile::destroy)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return slots(longestDestroy.plus(profile.create()).plus(workerStart));
  }

  /** That time in whole slots, rounded up, at least 1. */
  public int slots(Duration time) {
    return (int) Math.max(1, Math.ceilDiv(time.toNanos(), slot.toNanos()));
  }
}
