package dev.migrator.simulator.run;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.simulator.world.WorldTenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * A proven upper bound for several GPUs, or GPUs that are shared by MPS: slices are shared out
 * freely, by the second, without set-ups, and every answer has the best accuracy that the window
 * allows.
 *
 * <p><b>Why it holds.</b> A batch of n requests keeps an instance busy for at least n / μ slots, μ
 * being its capacity, and with it a share of its GPU: count compute slices, or memory slices, or
 * both together, of which no layout has more than the fullest one. A request that is answered in
 * time is worked on after it arrived and before its SLO has passed. So the slices and slots that
 * the arrivals of any stretch of slots take are at most those that the fleet has from the stretch's
 * beginning to one SLO after its end. The most that can be earned with so many is a linear program
 * (how many requests of each tenant go to each kind of GPU); any prices for the slices bound it
 * from above, by duality. A stretch may be bounded as a whole or as two halves, whichever is less:
 * the whole overlooks bursts, the halves count the SLO twice.
 *
 * <p>What a request is worth is the best accuracy of its window: weights go into service at the
 * beginning of slots, so that none of the next window's can answer it within a slot. Only where an
 * SLO is longer than a slot the next window's counts, too.
 */
final class FleetBound {
  /** More than one kind of GPU is priced kind by kind, so often; each time it gets no worse. */
  private static final int SWEEPS = 3;

  private final Experiment experiment;
  private final LoopSettings settings;
  private final List<List<Pool>> resources;
  private final double overhang;

  /**
   * The GPUs of one kind.
   *
   * @param holds what they have of a resource together
   * @param perRequest by tenant: what a request takes of it, times slots; infinite where the tenant
   *     cannot run
   */
  private record Pool(double holds, double[] perRequest) {}

  FleetBound(Experiment experiment) {
    this.experiment = experiment;
    this.settings = experiment.settings();
    this.resources =
        List.of(
            pools(Profile::computeSlices),
            pools(Profile::memorySlices),
            pools(profile -> profile.computeSlices() + profile.memorySlices()));
    this.overhang =
        experiment.tenants().stream()
            .mapToDouble(tenant -> (double) tenant.slo().toNanos() / settings.slot().toNanos())
            .max()
            .orElse(0);
  }

  /** The bound on what arrives in a window. */
  double of(int window) {
    int first = window * settings.slotsPerWindow();
    double[] worth =
        experiment.tenants().stream().mapToDouble(tenant -> worth(tenant, window)).toArray();
    return stretch(first, first + settings.slotsPerWindow(), worth).bound();
  }

  private double worth(WorldTenant tenant, int window) {
    double here = best(tenant, window);
    boolean reachesOn = tenant.slo().compareTo(settings.slot()) > 0;
    return reachesOn && window + 1 < experiment.windows()
        ? Math.max(here, best(tenant, window + 1))
        : here;
  }

  private static double best(WorldTenant tenant, int window) {
    return Math.max(UpperBound.onEntry(tenant, window), UpperBound.bestAfter(tenant, window));
  }

  /**
   * What can be earned with the arrivals of some slots.
   *
   * @param requests by tenant
   */
  private record Stretch(double[] requests, double bound) {}

  private Stretch stretch(int from, int to, double[] worth) {
    if (to - from == 1) {
      double[] requests =
          experiment.tenants().stream().mapToDouble(tenant -> tenant.arrivals()[from]).toArray();
      return new Stretch(requests, bound(requests, worth, 1));
    }
    int middle = (from + to) >>> 1;
    Stretch one = stretch(from, middle, worth);
    Stretch other = stretch(middle, to, worth);
    double[] requests = one.requests;
    Arrays.setAll(requests, i -> one.requests[i] + other.requests[i]);
    return new Stretch(
        requests, Math.min(one.bound + other.bound, bound(requests, worth, to - from)));
  }

  private double bound(double[] requests, double[] worth, int slots) {
    return resources.stream()
        .mapToDouble(pools -> bound(pools, requests, worth, slots + overhang))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double bound(List<Pool> pools, double[] requests, double[] worth, double slots) {
    double[] prices = new double[pools.size()];
    for (int sweep = 0; sweep < (pools.size() == 1 ? 1 : SWEEPS); sweep++) {
      for (int k = 0; k < prices.length; k++) {
        prices[k] = price(k, pools, prices, requests, worth, slots);
      }
    }
    double bound = 0;
    for (int k = 0; k < prices.length; k++) {
      bound += prices[k] * pools.get(k).holds * slots;
    }
    for (int i = 0; i < requests.length; i++) {
      bound += requests[i] * surplus(i, pools, prices, worth, -1);
    }
    return bound;
  }

  /** What a tenant's request is worth beyond the price of what it takes; where it is cheapest. */
  private static double surplus(
      int tenant, List<Pool> pools, double[] prices, double[] worth, int except) {
    double most = 0;
    for (int k = 0; k < prices.length; k++) {
      double takes = pools.get(k).perRequest[tenant];
      if (k != except && takes < Double.POSITIVE_INFINITY) {
        most = Math.max(most, worth[tenant] - prices[k] * takes);
      }
    }
    return most;
  }

  /** What one would pay for a pool, and how much of it one would take. */
  private record Bid(double price, double takes) {}

  /** The price of a pool that makes the bound least, given the others': demand meets supply. */
  private static double price(
      int k, List<Pool> pools, double[] prices, double[] requests, double[] worth, double slots) {
    Pool pool = pools.get(k);
    List<Bid> bids = new ArrayList<>();
    for (int i = 0; i < requests.length; i++) {
      double takes = pool.perRequest[i];
      if (takes < Double.POSITIVE_INFINITY && requests[i] > 0) {
        double gains = worth[i] - surplus(i, pools, prices, worth, k);
        bids.add(new Bid(gains / takes, requests[i] * takes));
      }
    }
    bids.sort(Comparator.comparingDouble(Bid::price).reversed());
    double left = pool.holds * slots;
    for (Bid bid : bids) {
      left -= bid.takes;
      if (left < 0) {
        return Math.max(0, bid.price);
      }
    }
    return 0;
  }

  private List<Pool> pools(ToIntFunction<Profile> size) {
    Map<UsableGpu, Long> kinds =
        settings.gpus().stream()
            .collect(
                Collectors.groupingBy(
                    Function.identity(), LinkedHashMap::new, Collectors.counting()));
    List<Pool> pools = new ArrayList<>();
    kinds.forEach((gpu, count) -> pools.add(pool(gpu, count, size)));
    return pools;
  }

  private Pool pool(UsableGpu gpu, long count, ToIntFunction<Profile> size) {
    return new Pool(
        (double) fullest(gpu, size) * count,
        experiment.tenants().stream()
            .mapToDouble(tenant -> perRequest(tenant, gpu, size))
            .toArray());
  }

  private static int fullest(UsableGpu gpu, ToIntFunction<Profile> size) {
    return switch (gpu.model().whole().sharing()) {
      case MIG ->
          Layout.maximal(gpu.placements(0)).stream()
              .mapToInt(layout -> size(layout, size))
              .max()
              .orElse(0);
      // Shares that work are disjoint, and of all profiles the whole GPU is the largest.
      case MPS -> size.applyAsInt(gpu.model().whole());
    };
  }

  private static int size(Layout layout, ToIntFunction<Profile> size) {
    return layout.placements().stream().map(Placement::profile).mapToInt(size).sum();
  }

  private double perRequest(WorldTenant tenant, UsableGpu gpu, ToIntFunction<Profile> size) {
    Map<Profile, Double> capacity =
        UpperBound.loopTenant(tenant).capacity(gpu.profiles(), settings.slot());
    return capacity.entrySet().stream()
        .mapToDouble(entry -> size.applyAsInt(entry.getKey()) / entry.getValue())
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
