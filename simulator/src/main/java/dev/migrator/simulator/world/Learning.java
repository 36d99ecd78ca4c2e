package dev.migrator.simulator.world;

import dev.migrator.core.model.RetrainingChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One tenant's accuracy over the windows: what it loses by drift and could gain by retraining. */
final class Learning {

  /**
   * How a retraining truly turns out.
   *
   * @param onWholeGpu its duration on an instance of the whole GPU
   * @param accuracyAfter accuracy once it has ended, if it ends in the window it was begun in
   */
  record Truth(Duration onWholeGpu, double accuracyAfter) {}

  private final WorldTenant tenant;
  private final int index;
  private final WorldSettings settings;
  private int window;

  Learning(WorldTenant tenant, int index, WorldSettings settings) {
    this.tenant = tenant;
    this.index = index;
    this.settings = settings;
  }

  /** Accuracy at the beginning of the run. */
  double accuracyAtFirst() {
    return tenant.learning().isEmpty() ? tenant.accuracy() : tenant.learning().getFirst().before();
  }

  /** The present window's number, from 0. */
  int window() {
    return window;
  }

  /** The retrainings that the present window allows. */
  List<RetrainingChoice> choices() {
    return tenant.learning().isEmpty() ? List.of() : tenant.learning().get(window).choices();
  }

  /**
   * Enters the next window.
   *
   * @return the accuracy that is lost by that, at least 0
   */
  double enterNextWindow() {
    window++;
    return tenant.learning().isEmpty() ? 0 : drift();
  }

  /** How the choice of that name truly turns out; empty if the present window has none. */
  Optional<Truth> truth(String name) {
    List<RetrainingChoice> choices = choices();
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).name().equals(name)) {
        return Optional.of(truth(choices.get(i), i));
      }
    }
    return Optional.empty();
  }

  private double drift() {
    WindowLearning previous = tenant.learning().get(window - 1);
    return Math.max(0, previous.bestAfter() - tenant.learning().get(window).before());
  }

  private Truth truth(RetrainingChoice choice, int number) {
    RetrainingError error = settings.retrainingError();
    SplittableRandom random = Randomness.ofRetraining(settings.seed(), index, window, number);
    double stretch = StrictMath.exp(error.duration() * random.nextGaussian());
    double gain = Math.max(0, 1 + error.gain() * random.nextGaussian());
    double before = tenant.learning().get(window).before();
    return new Truth(
        Duration.ofNanos(Math.round(choice.onWholeGpu().toNanos() * stretch)),
        Math.clamp(before + (choice.accuracyAfter() - before) * gain, 0, 1));
  }
}
