package dev.migrator.catalog;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model does on shares of a GPU by MPS, derived from what was measured on MIG instances.
 *
 * <p><b>Goal.</b> As good for those who share by MPS as the measurements allow: where they leave
 * open how good, the better is taken. What is derived and why is in {@code catalog/README.md}; the
 * rules are ours.
 *
 * <p><b>Inference.</b> The rate of each batch size (requests a second while such batches are
 * answered one after the other) is linear in the share between the MIG instances' parts of the
 * GPU's compute slices, and in proportion to the share below the smallest. A batch that some
 * instances have no memory for runs on every share, for every process sees the whole memory; its
 * rate comes from those instances on which it ran. Batches are those of the whole GPU.
 *
 * <p><b>Training.</b> On a share s, a training is as fast as on an instance of that size
 * (interpolated like rates), or as one that was measured alone at that share by Ekya's authors, if
 * that is faster; but it does not do more for its share than the model's best instance does for its
 * size. So trainings that run side by side do together at most what instances of that best size
 * would do that fill the GPU, which is measured, and possible, as they do not disturb each other.
 *
 * <p><b>Slow-down.</b> All this is slowed down by interference, and sped up by {@value
 * #WITHOUT_MIG}: a GPU whose MIG mode is off has more multiprocessors than its largest instance
 * (108 and 98 of an A100). Of MIGER's ten trainings the median is faster by as much.
 *
 * <p><b>Example.</b> resnet50 answers batches of 32 at 1292/s on 3g and at 1492/s on 4g of an A100.
 * Half of the GPU is 3.5 of 7 slices, which makes 1392/s, with 2.6 % of interference and without
 * MIG 1425/s: batches of 32 take 22.5 ms. It trains at 0.197 of the speed on 1g, so at least 0.138
 * on 10 %; alone at 10 % of a V100, ResNet18 trained at 0.36, but resnet50's best instance does no
 * more than 1.38 times its part: 0.138.
 */
public final class MpsService {
  static final double WITHOUT_MIG = 1.05;

  private static final String TRAINING = "mps-training.csv";
  private static final double PERCENT = 100;

  private final ServiceProfile service;
  private final GpuModel gpu;
  private final MpsSettings settings;
  private final double slowdown;

  private MpsService(ServiceProfile service, GpuModel gpu, MpsSettings settings) {
    this.service = service;
    this.gpu = gpu;
    this.settings = settings;
    this.slowdown = (1 + settings.interference()) / WITHOUT_MIG;
  }

  /**
   * The service profile on the shares of {@link MpsGpu#of}.
   *
   * @param service on the instances of the GPU's MIG form, and perhaps of others
   * @param gpu that MIG form
   * @param settings what sharing is taken to cost
   * @throws IllegalArgumentException if the model was not measured on the whole GPU
   */
  public static ServiceProfile of(ServiceProfile service, GpuModel gpu, MpsSettings settings) {
    return new MpsService(service, gpu, settings).onShares(MpsGpu.of(gpu));
  }

  private ServiceProfile onShares(GpuModel shares) {
    List<Integer> batches = batches();
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    Map<Integer, Knots> rates = new LinkedHashMap<>();
    batches.forEach(batch -> rates.put(batch, rates(batch)));
    Knots speed = trainingSpeeds();
    for (Profile share : shares.profiles()) {
      curves.put(share, curve(rates, MpsGpu.part(share)));
      if (!speed.isEmpty()) {
        speeds.put(share, trainingSpeed(speed, MpsGpu.part(share)));
      }
    }
    return new ServiceProfile(service.model(), shares.name(), curves, speeds, source());
  }

  private List<Integer> batches() {
    return service
        .curve(gpu.whole())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: not measured on %s of %s; expected it, for what it does on shares by MPS is derived from that."
                        .formatted(service.model(), gpu.whole(), gpu)))
        .points()
        .stream()
        .map(BatchChoice::batch)
        .toList();
  }

  /** Requests a second in batches of that size, where they ran. */
  private Knots rates(int batch) {
    Knots rates = new Knots();
    for (Profile profile : gpu.baseProfiles()) {
      Optional<LatencyCurve> curve = service.curve(profile);
      if (curve.isPresent() && batch <= curve.get().largestBatch()) {
        rates.add(part(profile), batch / (curve.get().latencyNanos(batch) * 1e-9));
      }
    }
    return rates;
  }

  private double part(Profile profile) {
    return (double) profile.computeSlices() / gpu.computeSlices();
  }

  private LatencyCurve curve(Map<Integer, Knots> rates, double part) {
    return new LatencyCurve(
        rates.entrySet().stream()
            .map(entry -> point(entry.getKey(), entry.getValue().at(part)))
            .toList());
  }

  private BatchChoice point(int batch, double rate) {
    return new BatchChoice(batch, Math.round(batch / rate * slowdown * 1e9));
  }

  private Knots trainingSpeeds() {
    Knots speeds = new Knots();
    for (Profile profile : gpu.baseProfiles()) {
      double speed = service.trainingSpeedOn(profile);
      if (speed > 0) {
        speeds.add(part(profile), speed);
      }
    }
    return speeds;
  }

  private double trainingSpeed(Knots onInstances, double part) {
    double most = settings.boundsTraining() ? onInstances.most() * part : 1;
    return Math.max(onInstances.at(part), Math.min(Known.ALONE.at(part), most)) / slowdown;
  }

  private String source() {
    return "derived for shares by MPS (training alone at a share: %s) from %s"
        .formatted(ServiceCatalog.source("ekya"), service.source());
  }

  /** Reads the file on first use. */
  private static final class Known {
    /** The speed of one training alone at a share, relative to the whole GPU. */
    static final Knots ALONE = alone(Resources.rows(TRAINING, "percent,seconds,source"));

    private static Knots alone(List<List<String>> rows) {
      double whole = Double.parseDouble(rows.getLast().get(1));
      Knots knots = new Knots();
      for (List<String> row : rows) {
        double percent = Double.parseDouble(row.get(0));
        knots.add(percent / PERCENT, whole / Double.parseDouble(row.get(1)));
      }
      return knots;
    }
  }
}
