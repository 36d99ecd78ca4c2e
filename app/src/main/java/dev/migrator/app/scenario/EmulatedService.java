package dev.migrator.app.scenario;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a model does on an emulated GPU whose workers hold themselves to their shares: a batch that
 * takes {@code c} of CPU time takes {@code c / (share × wholeCores)} on an instance, and besides
 * what HTTP takes; training is as much slower as the share is smaller.
 */
final class EmulatedService {
  private EmulatedService() {}

  /**
   * On every base profile of a GPU.
   *
   * @param cpu by batch size, ascending: CPU time of a batch
   * @param overhead what an answer takes besides
   */
  static ServiceProfile of(
      String model,
      GpuModel gpu,
      SequencedMap<Integer, Duration> cpu,
      Duration overhead,
      double wholeCores) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile profile : gpu.baseProfiles()) {
      double share = Math.min(1, (double) profile.computeSlices() / gpu.computeSlices());
      List<BatchChoice> points = new ArrayList<>();
      cpu.forEach(
          (batch, time) ->
              points.add(
                  new BatchChoice(
                      batch,
                      overhead.toNanos() + Math.round(time.toNanos() / (share * wholeCores)))));
      curves.put(profile, new LatencyCurve(points));
      speeds.put(profile, share);
    }
    String source = "emulated: CPU time of a batch / (share x %s cores) + overhead";
    return new ServiceProfile(model, gpu.name(), curves, speeds, source.formatted(wholeCores));
  }
}
