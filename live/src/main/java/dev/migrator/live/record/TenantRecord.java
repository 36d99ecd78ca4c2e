package dev.migrator.live.record;

import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one tenant went through. */
final class TenantRecord {

  /**
   * Accuracy weighted by timely answers: goodput over answers; what was measured if there are none.
   */
  static final class Mean {
    private double goodput;
    private long answers;
    private double last;

    void add(Outcome outcome, double accuracy) {
      goodput += outcome.goodput();
      answers += outcome.withinSlo();
      last = accuracy;
    }

    boolean isEmpty() {
      return answers == 0;
    }

    double value() {
      return answers == 0 ? last : goodput / answers;
    }
  }

  /** One window: what the model was worth before it was replaced, and after. */
  static final class Window {
    final Mean before = new Mean();
    final Mean after = new Mean();
    Optional<Taken> taken = Optional.empty();
    boolean swapped;
    double goodput;
  }

  /** A retraining that began in a window and went into service. */
  record Taken(String choice, Duration onWholeGpu) {}

  /** Nanoseconds that batches took, and should have taken. */
  private static final class Ratio {
    private double measured;
    private double expected;

    double value() {
      return expected == 0 ? 1 : measured / expected;
    }
  }

  private final Tenant tenant;
  private final int slotsPerWindow;
  private final List<Integer> arrivals = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();
  private final Map<Profile, Ratio> ratios = new LinkedHashMap<>();
  private final Ratio overall = new Ratio();

  TenantRecord(Tenant tenant, int slotsPerWindow) {
    this.tenant = tenant;
    this.slotsPerWindow = slotsPerWindow;
  }

  Tenant tenant() {
    return tenant;
  }

  List<Integer> arrivals() {
    return arrivals;
  }

  List<Window> windows() {
    return windows;
  }

  void slotEnded(Outcome outcome, double accuracy) {
    if (arrivals.size() % slotsPerWindow == 0) {
      windows.add(new Window());
    }
    Window window = windows.getLast();
    (window.swapped ? window.after : window.before).add(outcome, accuracy);
    window.goodput += outcome.goodput();
    arrivals.add((int) Math.min(Integer.MAX_VALUE, outcome.arrived()));
  }

  void swapped(String choice, long window, Duration onWholeGpu) {
    if (!windows.isEmpty()) {
      windows.getLast().swapped = true;
    }
    if (window >= 0 && window < windows.size()) {
      windows.get((int) window).taken = Optional.of(new Taken(choice, onWholeGpu));
    }
  }

  void batches(Profile profile, int rows, long batches, double meanNanos) {
    Optional<LatencyCurve> curve = tenant.service().curve(profile);
    if (curve.isPresent() && rows <= curve.get().largestBatch()) {
      double expected = (double) curve.get().latencyNanos(rows) * batches;
      Ratio ratio = ratios.computeIfAbsent(profile, _ -> new Ratio());
      for (Ratio each : List.of(ratio, overall)) {
        each.measured += meanNanos * batches;
        each.expected += expected;
      }
    }
  }

  /** How many times what was expected batches took on that profile; on all, if on it none did. */
  double slowness(Profile profile) {
    Ratio ratio = ratios.get(profile);
    return ratio == null ? overall.value() : ratio.value();
  }

  double goodput(int firstWindows) {
    return windows.stream().limit(firstWindows).mapToDouble(w -> w.goodput).sum();
  }

  /**
   * Accuracy by the retraining that began in a window: what it was worth until the window ended.
   */
  double after(int window) {
    Window at = windows.get(window);
    if (!at.after.isEmpty()) {
      return at.after.value();
    }
    return window + 1 < windows.size() ? windows.get(window + 1).after.value() : at.after.value();
  }
}
