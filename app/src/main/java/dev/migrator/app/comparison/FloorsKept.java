package dev.migrator.app.comparison;

import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.world.TenantRecording;
import dev.migrator.simulator.world.WorldTenant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether a run kept the tenants' floors, window by window. */
record FloorsKept(Experiment experiment, Run run) {

  /** A sentence for each tenant whose floor was missed in a window. */
  Stream<String> missed() {
    return IntStream.range(0, experiment.tenants().size())
        .mapToObj(i -> missed(experiment.tenants().get(i), run.recording().tenants().get(i)))
        .flatMap(Optional::stream);
  }

  private Optional<String> missed(WorldTenant tenant, TenantRecording recording) {
    double[] shares =
        IntStream.range(0, experiment.windows()).mapToDouble(w -> share(recording, w)).toArray();
    int worst =
        IntStream.range(0, shares.length).reduce((a, b) -> shares[b] < shares[a] ? b : a).orElse(0);
    long missed = IntStream.range(0, shares.length).filter(w -> shares[w] < tenant.floor()).count();
    return missed == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %s: the floor of %s, %s, was missed in %d of %d windows; the lowest share of"
                    + " its requests that were answered in time is %.4f, in window %d.",
                experiment.name(),
                run.scorecard().policy(),
                tenant.name(),
                tenant.floor(),
                missed,
                shares.length,
                shares[worst],
                worst));
  }

  /** Of the requests of a window, those answered in time; 1 if there were none. */
  private double share(TenantRecording recording, int window) {
    int slots = experiment.settings().slotsPerWindow();
    double arrived = sum(recording.arrived(), window * slots, slots);
    return arrived == 0 ? 1 : sum(recording.withinSlo(), window * slots, slots) / arrived;
  }

  private static double sum(int[] counts, int from, int slots) {
    return IntStream.range(from, Math.min(counts.length, from + slots))
        .mapToDouble(slot -> counts[slot])
        .sum();
  }
}
