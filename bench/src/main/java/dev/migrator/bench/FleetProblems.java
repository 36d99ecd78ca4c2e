package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.simulator.trace.Generators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Generated problems of many GPUs. Tenants differ in model, SLO, size (from a third to five thirds
 * of the mean), kind of arrivals and accuracy; all may be retrained in three ways.
 */
final class FleetProblems {
  private static final List<String> ARRIVALS = List.of("bursty", "like-twitter", "flash-crowd");
  private static final int SETUP_SLOTS = 6;
  private static final List<String> MODELS = List.of("resnet50", "bert", "inceptionv3", "vgg16");
  private static final int[] SLO_MILLIS = {100, 200, 100, 150};

  /** Seconds on the whole GPU, and accuracy afterwards. */
  private static final double[][] OPTIONS = {{12.7, 0.857}, {33, 0.877}, {61, 0.912}};

  private final int slots;
  private final List<GpuModel> models;

  private FleetProblems(int slots, List<GpuModel> models) {
    this.slots = slots;
    this.models = models;
  }

  /**
   * A problem.
   *
   * @param gpus how many
   * @param tenants how many
   * @param mixed whether every other GPU is an A100-40GB, which is taken to be as fast as an
   *     A100-80GB; it was not measured with these models
   * @param load arrivals relative to what all GPUs serve, each in one piece
   */
  static PlanningProblem of(
      int gpus, int tenants, int slots, boolean mixed, double load, long seed) {
    List<GpuModel> models = new ArrayList<>(List.of(GpuModels.named("A100-80GB")));
    if (mixed) {
      models.add(GpuModels.named("A100-40GB"));
    }
    return new FleetProblems(slots, models).problem(gpus, tenants, load, seed);
  }

  private PlanningProblem problem(int gpus, int tenants, double load, long seed) {
    List<GpuModel> fleet = new ArrayList<>();
    List<Placement> placements = new ArrayList<>();
    Map<Profile, Integer> setup = new HashMap<>();
    for (GpuModel model : models) {
      model.baseProfiles().forEach(profile -> setup.put(profile, SETUP_SLOTS));
    }
    for (int number = 0; number < gpus; number++) {
      GpuModel model = models.get(number % models.size());
      int gpu = number;
      fleet.add(model);
      GpuModel.placements(model.baseProfiles()).forEach(p -> placements.add(p.on(gpu)));
    }
    Random random = new Random(seed);
    double[] sizes = random.doubles(tenants, 1.0 / 3, 5.0 / 3).toArray();
    double each = load * gpus / Arrays.stream(sizes).sum();
    List<TenantOutlook> outlooks =
        IntStream.range(0, tenants).mapToObj(i -> tenant(i, each * sizes[i], random)).toList();
    return new PlanningProblem(
        fleet, placements, slots, setup, outlooks, List.of(), new Rules(true, 0.001, slots));
  }

  private TenantOutlook tenant(int i, double size, Random random) {
    int which = i % MODELS.size();
    GpuModel first = models.getFirst();
    ServiceProfile service = ServiceCatalog.model(MODELS.get(which), first);
    Map<Profile, Double> capacity = new HashMap<>();
    service
        .bestWithin(Duration.ofMillis(SLO_MILLIS[which]))
        .forEach((profile, batch) -> onAll(profile, batch.perSecond(), capacity));
    double mean = size * capacity.getOrDefault(first.whole(), 1.0);
    String arrivals = ARRIVALS.get(random.nextInt(ARRIVALS.size()));
    double[] counts = arrivals(arrivals, mean, random.nextLong());
    return new TenantOutlook(
        "tenant-" + i,
        1,
        0.69 + 0.15 * random.nextDouble(),
        counts,
        capacity,
        options(service),
        false,
        0.5 * Arrays.stream(counts).sum());
  }

  private double[] arrivals(String name, double mean, long seed) {
    int[] counts =
        Generators.named(name, OptionalDouble.of(mean), OptionalDouble.empty(), OptionalInt.empty())
            .counts(slots, seed);
    return Arrays.stream(counts).asDoubleStream().toArray();
  }

  private List<RetrainingOption> options(ServiceProfile service) {
    List<RetrainingOption> options = new ArrayList<>();
    for (double[] option : OPTIONS) {
      Map<Profile, Integer> lengths = new HashMap<>();
      service
          .trainingSpeed()
          .forEach((profile, speed) -> onAll(profile, (int) Math.ceil(option[0] / speed), lengths));
      options.add(new RetrainingOption("to-" + option[1], option[1], lengths));
    }
    return options;
  }

  private <T> void onAll(Profile profile, T value, Map<Profile, T> out) {
    if (profile.isBase()) {
      for (GpuModel model : models) {
        out.put(model.profile(profile.key()), value);
      }
    }
  }
}
