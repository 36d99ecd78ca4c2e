package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantOutlook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Planning problems on one A100, each fixed by its number: models, SLOs, retrainings, loads and
 * windows of arrivals are drawn. Every second one inherits a layout.
 *
 * @param arrivals where windows of arrivals come from
 * @param seed other problems for other seeds
 */
record PlannerSpeedInstances(List<PlannerSpeedArrivals> arrivals, long seed) {
  private static final int SETUP_SLOTS = 6;
  private static final double SETUP_PENALTY = 0.001;
  private static final double TERMINAL_WINDOWS = 0.25;
  private static final Duration SLOT = Duration.ofSeconds(1);
  private static final GpuModel GPU = GpuModels.named("A100-80GB");

  /** Models of the catalog with an SLO in milliseconds that every one of them can keep. */
  private static final Map<String, Integer> SLOS =
      Map.of(
          "resnet50",
          100,
          "bert",
          200,
          "inceptionv3",
          150,
          "mobilenetv2",
          100,
          "vgg16",
          150,
          "resnet101",
          150,
          "densenet121",
          200,
          "vit",
          200);

  /**
   * Ekya's published retraining table for Cityscapes (github.com/edge-video-services/ekya;
   * ResNet18): by window the accuracy before, then seconds and accuracy after of four choices:
   * configurations 0, 3, 4 and 5 at 5 epochs.
   */
  private static final String EKYA =
      """
      aachen-1 0.894 4.4 0.911 8.3 0.911 29.7 0.952 55.9 0.945
      aachen-2 0.784 4.0 0.747 8.7 0.918 30.3 0.932 57.5 0.932
      aachen-3 0.777 4.2 0.815 8.9 0.870 31.4 0.890 59.3 0.897
      bremen-1 0.820 5.1 0.888 8.8 0.942 30.1 0.961 56.9 0.951
      bremen-2 0.803 4.7 0.869 9.1 0.947 31.2 0.883 59.3 0.956
      bremen-3 0.811 4.7 0.796 9.5 0.888 32.5 0.932 61.3 0.971
      cologne-1 0.772 4.6 0.887 8.4 0.938 29.7 0.950 56.2 0.969
      cologne-2 0.888 4.0 0.956 8.8 0.931 30.7 0.975 58.0 0.975
      cologne-3 0.700 4.3 0.863 9.1 0.925 31.4 0.931 59.5 0.969
      darmstadt-1 0.611 3.9 0.569 8.0 0.778 28.8 0.847 55.1 0.833
      darmstadt-2 0.757 3.4 0.806 8.1 0.889 29.3 0.875 55.8 0.875
      darmstadt-3 0.778 3.6 0.736 8.3 0.819 29.7 0.889 56.6 0.917
      hamburg-1 0.810 5.9 0.743 9.1 0.859 30.8 0.863 57.9 0.915
      hamburg-2 0.687 5.2 0.680 9.7 0.835 32.9 0.877 61.1 0.912
      hamburg-3 0.702 5.4 0.761 10.2 0.824 34.2 0.863 64.3 0.898
      hanover-1 0.871 4.7 0.825 8.5 0.947 29.7 0.901 56.3 0.953
      hanover-2 0.813 4.3 0.848 8.8 0.930 30.6 0.930 58.2 0.953
      hanover-3 0.781 4.4 0.830 9.2 0.924 31.9 0.947 60.1 0.895
      krefeld-1 0.839 3.6 0.864 7.9 0.898 28.7 0.881 55.0 0.881
      strasbourg-1 0.777 6.4 0.704 9.0 0.910 30.5 0.888 57.9 0.929
      strasbourg-2 0.687 5.2 0.652 9.6 0.869 32.2 0.813 60.5 0.895
      strasbourg-3 0.777 5.3 0.764 10.1 0.933 33.7 0.974 63.5 0.963
      tubingen-1 0.747 3.8 0.709 8.0 0.911 28.9 0.924 55.0 0.861
      tubingen-2 0.684 3.5 0.696 8.2 0.886 29.4 0.797 55.9 0.861
      tubingen-3 0.741 3.7 0.709 8.3 0.861 29.9 0.899 56.9 0.949
      """;

  /**
   * A problem and where it comes from.
   *
   * @param arrivals the name of the arrivals' source
   * @param load mean arrivals relative to what the whole GPU could serve, over all tenants
   */
  record Instance(
      int tenants, int slots, int number, String arrivals, double load, PlanningProblem problem) {}

  /** The problem of that number. */
  Instance instance(int tenants, int slots, int number) {
    // Neighbouring seeds of Random begin alike; scrambled ones do not.
    long key = ((seed * 31 + tenants) * 1_009 + slots) * 10_007 + number;
    Random random = new Random(new SplittableRandom(key).nextLong());
    PlannerSpeedArrivals source = arrivals.get(Math.floorMod(number, arrivals.size()));
    double load = 0.6 + 0.5 * random.nextDouble();
    List<TenantOutlook> outlooks = tenants(random, source, tenants, slots, load);
    List<Placement> places = GpuModel.placements(GPU.baseProfiles());
    Map<Profile, Integer> setup = new HashMap<>();
    GPU.baseProfiles().forEach(profile -> setup.put(profile, SETUP_SLOTS));
    List<Inherited> inherited = number % 2 == 0 ? List.of() : inherited(random, places, outlooks);
    PlanningProblem problem =
        new PlanningProblem(GPU, places, slots, setup, outlooks, inherited, true, SETUP_PENALTY);
    return new Instance(tenants, slots, number, source.name(), load, problem);
  }

  private static List<TenantOutlook> tenants(
      Random random, PlannerSpeedArrivals source, int tenants, int slots, double load) {
    List<String> models = new ArrayList<>(SLOS.keySet().stream().sorted().toList());
    double[] parts = new double[tenants];
    Arrays.setAll(parts, _ -> 0.5 + random.nextDouble());
    double all = Arrays.stream(parts).sum();
    List<TenantOutlook> outlooks = new ArrayList<>();
    for (double part : parts) {
      String model = models.remove(random.nextInt(models.size()));
      outlooks.add(tenant(random, source, model, slots, load * part / all));
    }
    return outlooks;
  }

  private static TenantOutlook tenant(
      Random random, PlannerSpeedArrivals source, String model, int slots, double load) {
    Duration slo = Duration.ofMillis(SLOS.getOrDefault(model, 0));
    Tenant tenant = new Tenant(model, ServiceCatalog.model(model, GPU), slo, 1);
    Map<Profile, Double> capacity = tenant.capacity(GPU.baseProfiles(), SLOT);
    double mean = load * capacity.getOrDefault(GPU.whole(), 0.0);
    List<String> windows = EKYA.lines().toList();
    String[] window = windows.get(random.nextInt(windows.size())).split(" ");
    return new TenantOutlook(
        model,
        1,
        Double.parseDouble(window[1]),
        Demand.certain(source.window(slots, mean, random)),
        capacity,
        options(tenant, window),
        false,
        mean * slots * TERMINAL_WINDOWS,
        0);
  }

  private static List<RetrainingOption> options(Tenant tenant, String[] window) {
    List<RetrainingOption> options = new ArrayList<>();
    for (int i = 2; i < window.length; i += 2) {
      Duration onWholeGpu = Duration.ofMillis(Math.round(1e3 * Double.parseDouble(window[i])));
      double after = Double.parseDouble(window[i + 1]);
      RetrainingChoice choice = new RetrainingChoice("choice-" + i / 2, onWholeGpu, after);
      options.add(tenant.option(choice, GPU.baseProfiles(), SLOT));
    }
    return options;
  }

  /** A maximal layout, each instance of some tenant. */
  private static List<Inherited> inherited(
      Random random, List<Placement> places, List<TenantOutlook> outlooks) {
    List<Layout> layouts = Layout.maximal(places);
    List<Inherited> inherited = new ArrayList<>();
    for (Placement place : layouts.get(random.nextInt(layouts.size())).placements()) {
      String tenant = outlooks.get(random.nextInt(outlooks.size())).name();
      inherited.add(new Inherited.Serving(place, new Task.Infer(tenant), 0));
    }
    return inherited;
  }
}
