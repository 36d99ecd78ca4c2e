package dev.migrator.core.control;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a control loop has to know of its world and its planning.
 *
 * @param gpu the GPU model
 * @param profiles the profiles that may be used
 * @param slot length of a slot
 * @param slotsPerWindow length of a window in slots
 * @param workerStart time from an instance's existence to its worker being ready
 * @param preInitialization whether a tenant goes on serving while one of its instances is set up
 * @param setupPenalty value deducted for each instance set up
 * @param terminalWindows windows beyond the planned one that are credited with the accuracy at its
 *     end
 * @param retraining what planners may do about retrainings
 * @param caution how plans take into account what is uncertain
 */
public record LoopSettings(
    GpuModel gpu,
    List<Profile> profiles,
    Duration slot,
    int slotsPerWindow,
    Duration workerStart,
    boolean preInitialization,
    double setupPenalty,
    double terminalWindows,
    RetrainingSettings retraining,
    Caution caution) {

  /** The usual penalty: breaks ties in favour of the calmer plan. */
  public static final double SETUP_PENALTY = 1e-3;

  /**
   * The usual terminal value: a quarter of a window. What a retraining brings is used until the
   * next one ends, which is on average that far into the next window.
   */
  public static final double TERMINAL_WINDOWS = 0.25;

  public LoopSettings {
    profiles = List.copyOf(profiles);
  }

  /** The usual settings: base profiles, pre-initialization. */
  public static LoopSettings of(
      GpuModel gpu, Duration slot, int slotsPerWindow, Duration workerStart) {
    return new LoopSettings(
        gpu,
        gpu.baseProfiles(),
        slot,
        slotsPerWindow,
        workerStart,
        true,
        SETUP_PENALTY,
        TERMINAL_WINDOWS,
        RetrainingSettings.USUAL,
        Caution.QUANTILES);
  }

  /** The same with or without pre-initialization. */
  public LoopSettings withPreInitialization(boolean other) {
    return new LoopSettings(
        gpu,
        profiles,
        slot,
        slotsPerWindow,
        workerStart,
        other,
        setupPenalty,
        terminalWindows,
        retraining,
        caution);
  }

  /** The same with another terminal value. */
  public LoopSettings withTerminalWindows(double other) {
    return new LoopSettings(
        gpu,
        profiles,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        other,
        retraining,
        caution);
  }

  /** The same with another caution. */
  public LoopSettings with(Caution other) {
    return new LoopSettings(
        gpu,
        profiles,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        retraining,
        other);
  }

  /** The same with other settings for retrainings. */
  public LoopSettings with(RetrainingSettings other) {
    return new LoopSettings(
        gpu,
        profiles,
        slot,
        slotsPerWindow,
        workerStart,
        preInitialization,
        setupPenalty,
        terminalWindows,
        other,
        caution);
  }

  /** What pausing takes in slots, if retrainings may be paused. */
  public Optional<Pausing> pausing() {
    return retraining.pausing().map(times -> times.inSlots(slot));
  }

  /**
   * Whole slots from the moment in which a profile's slices are given up to it being ready: another
   * instance is destroyed there, this one is created, its worker starts.
   */
  public int setupSlots(Profile profile) {
    Duration longestDestroy =
        profiles.stream().map(Profile::destroy).max(Duration::compareTo).orElse(Duration.ZERO);
    return slots(longestDestroy.plus(profile.create()).plus(workerStart));
  }

  /** That time in whole slots, rounded up, at least 1. */
  public int slots(Duration time) {
    return (int) Math.max(1, Math.ceilDiv(time.toNanos(), slot.toNanos()));
  }
}
