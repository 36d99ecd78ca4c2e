package dev.migrator.live.record;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Profile;
import dev.migrator.live.work.Observer;
import dev.migrator.live.work.TenantView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a live system went through: requests by slot, accuracies by window, how long batches, starts
 * and retrainings really took. {@link #write} makes a scenario of it.
 *
 * <p>It covers the tenants that were there at the beginning, and the windows that have ended.
 */
public final class Recorder implements Observer {
  /** Slots that are recorded at most; later ones are left out. */
  public static final int MOST_SLOTS = 100_000;

  private final LoopSettings settings;
  private final String name;
  private final Map<String, TenantRecord> tenants = new LinkedHashMap<>();
  private Duration starts = Duration.ZERO;
  private int startCount;
  private int slots;
  private long last = -1;

  /** The loop's number of the window that is recorded as the first. */
  private long firstWindow;

  /** Of a system of that name, from the first window on that it sees begin. */
  public Recorder(String name, LoopSettings settings) {
    this.name = name;
    this.settings = settings;
  }

  /**
   * A slot has ended. Recorded is from where a window begins; a slot in which the loop could not
   * take its turn has the number of the one before, and is left out.
   */
  public void slotEnded(long slot, List<TenantView> views) {
    boolean isBefore = slots == 0 && slot % settings.slotsPerWindow() != 0;
    if (slots >= MOST_SLOTS || isBefore || slot == last) {
      return;
    }
    if (slots == 0) {
      firstWindow = slot / settings.slotsPerWindow();
    }
    last = slot;
    for (TenantView view : views) {
      TenantRecord tenant = tenants.get(view.settings().name());
      if (tenant == null && slots == 0) {
        tenant = new TenantRecord(view.settings().tenant(), settings.slotsPerWindow());
        tenants.put(view.settings().name(), tenant);
      }
      if (tenant != null) {
        tenant.slotEnded(view.last(), view.accuracy());
      }
    }
    slots++;
  }

  @Override
  public void batches(String tenant, Profile profile, int rows, long batches, double meanNanos) {
    TenantRecord record = tenants.get(tenant);
    if (record != null) {
      record.batches(profile, rows, batches, meanNanos);
    }
  }

  @Override
  public void started(Duration took) {
    starts = starts.plus(took);
    startCount++;
  }

  @Override
  public void swapped(String tenant, String choice, long window, Duration onWholeGpu) {
    TenantRecord record = tenants.get(tenant);
    if (record != null) {
      record.swapped(choice, window - firstWindow, onWholeGpu);
    }
  }

  /** Windows that have ended. */
  public int windows() {
    return slots / settings.slotsPerWindow();
  }

  /** Goodput of the windows that have ended, of the recorded tenants. */
  public double goodput() {
    return tenants.values().stream().mapToDouble(t -> t.goodput(windows())).sum();
  }

  /** The same by tenant. */
  public Map<String, Double> goodputs() {
    Map<String, Double> goodputs = new LinkedHashMap<>();
    tenants.forEach((tenant, record) -> goodputs.put(tenant, record.goodput(windows())));
    return goodputs;
  }

  /**
   * Writes scenario, traces and service profiles to a folder.
   *
   * @return the scenario's file
   */
  public Path write(Path folder) throws IOException {
    Duration start = startCount == 0 ? settings.workerStart() : starts.dividedBy(startCount);
    return new ScenarioWriter(name, settings, windows(), start, goodput())
        .write(folder, List.copyOf(tenants.values()));
  }
}
