package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Inherited;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Which tenants live on which GPUs.
 *
 * <p><b>Goal.</b> Few tenants on each GPU, and the load even over time. <b>Algorithm.</b> What each
 * tenant rents at the market's rents is its need, by slot, as a part of a whole GPU; its retraining
 * needs its slices besides. Tenants that have instances stay where these are. The others come in
 * order of need, each to the GPU that it makes overflow least; who does not fit whole takes a part
 * there and goes on with the rest.
 *
 * <p><b>Worked example.</b> Two GPUs, needs 0.9, 0.7, 0.4 in all slots: the first goes to GPU 0,
 * the second to GPU 1, the third overflows GPU 1 by 0.1 and GPU 0 by 0.3: to GPU 1. As a quarter of
 * it does not fit, that goes on to GPU 0.
 */
final class Allotment {
  private static final int MOST_BINS = 20;
  private static final int MOST_PIECES = 12;
  private static final int LEAST_TOGETHER = 3;
  private static final int MOST_TOGETHER = 7;

  /** A rest smaller than this part of a GPU, or of the tenant, is left to the improvement. */
  private static final double SMALL_REST = 0.08;

  private final Fleet fleet;
  private final List<Renter> renters;
  private final int bins;
  private final double[][] load;
  private final List<TreeSet<Integer>> tenants = new ArrayList<>();
  private final int together;

  private Allotment(Fleet fleet, List<Renter> renters) {
    this.fleet = fleet;
    this.renters = renters;
    this.bins = Math.min(MOST_BINS, fleet.slots());
    this.load = new double[fleet.gpus().size()][bins];
    fleet.gpus().forEach(_ -> tenants.add(new TreeSet<>()));
    this.together = together(fleet);
  }

  /** How many tenants may share a GPU, unless more are there already: one more than the mean. */
  static int together(Fleet fleet) {
    int each = Math.ceilDiv(fleet.tenants().size(), fleet.gpus().size());
    return Math.clamp(each + 1L, LEAST_TOGETHER, MOST_TOGETHER);
  }

  /** By GPU: its tenants. */
  static List<TreeSet<Integer>> of(Fleet fleet, List<Renter> renters) {
    Allotment allotment = new Allotment(fleet, renters);
    allotment.run();
    return allotment.tenants;
  }

  private double whole(int gpu, int tenant) {
    return fleet.whole(fleet.gpus().get(gpu).kind())[tenant];
  }

  private void run() {
    List<List<Integer>> homes = homes();
    List<Integer> order = new ArrayList<>();
    double[] total = new double[renters.size()];
    for (int tenant = 0; tenant < total.length; tenant++) {
      total[tenant] = Arrays.stream(binned(tenant)).sum() / most(tenant);
      stay(tenant, homes.get(tenant));
      boolean wants = total[tenant] > 0 || renters.get(tenant).deal().site() >= 0;
      if (homes.get(tenant).isEmpty() && wants) {
        order.add(tenant);
      }
    }
    order.sort(Comparator.comparingDouble(tenant -> -total[tenant]));
    order.forEach(this::settle);
  }

  private double most(int tenant) {
    double most =
        fleet.gpus().stream()
            .map(Fleet.Gpu::kind)
            .distinct()
            .mapToDouble(kind -> fleet.whole(kind)[tenant])
            .max()
            .orElse(0);
    return most == 0 ? Double.POSITIVE_INFINITY : most;
  }

  /** By tenant: the GPUs on which it has inference instances. */
  private List<List<Integer>> homes() {
    List<TreeSet<Integer>> homes = new ArrayList<>();
    renters.forEach(_ -> homes.add(new TreeSet<>()));
    for (Fleet.Gpu gpu : fleet.gpus()) {
      for (Inherited instance : gpu.inherited()) {
        int tenant = fleet.tenant(instance.task().tenant());
        tenants.get(gpu.number()).add(tenant);
        if (instance instanceof Inherited.Serving) {
          homes.get(tenant).add(gpu.number());
        }
      }
    }
    return homes.stream().map(List::copyOf).toList();
  }

  private void stay(int tenant, List<Integer> homes) {
    double[] need = binned(tenant);
    for (int gpu : homes) {
      add(gpu, tenant, need, 1.0 / homes.size());
    }
  }

  /** By bin: mean requests that a tenant rents capacity for. */
  private double[] binned(int tenant) {
    double[] wanted = renters.get(tenant).wanted();
    double[] need = new double[bins];
    for (int slot = 0; slot < wanted.length; slot++) {
      need[slot * bins / wanted.length] += wanted[slot] * bins / wanted.length;
    }
    return need;
  }

  private void add(int gpu, int tenant, double[] need, double part) {
    tenants.get(gpu).add(tenant);
    double whole = whole(gpu, tenant);
    for (int bin = 0; bin < bins && whole > 0; bin++) {
      load[gpu][bin] += part * need[bin] / whole;
    }
  }

  private void settle(int tenant) {
    double[] need = binned(tenant);
    double rest = 1;
    for (int piece = 0; piece < MOST_PIECES && rest > SMALL_REST; piece++) {
      int gpu = best(tenant, need, rest);
      if (gpu < 0) {
        return;
      }
      double part = rest * (1 - overflow(gpu, tenant, need, rest));
      if (piece > 0 && part * Arrays.stream(need).sum() / whole(gpu, tenant) < SMALL_REST * bins) {
        return;
      }
      add(gpu, tenant, need, part);
      retrain(gpu, tenant, piece);
      rest -= part;
    }
  }

  private void retrain(int gpu, int tenant, int piece) {
    Renter.Deal deal = renters.get(tenant).deal();
    if (piece == 0 && deal.site() >= 0) {
      double slices = fleet.profile(deal.site()).computeSlices();
      double part = slices / fleet.gpus().get(gpu).kind().model().computeSlices();
      for (int slot = deal.from(); slot < deal.to(); slot++) {
        load[gpu][slot * bins / fleet.slots()] += part * bins / fleet.slots();
      }
    }
  }

  private int best(int tenant, double[] need, double rest) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int gpu = 0; gpu < load.length; gpu++) {
      boolean may = tenants.get(gpu).size() < together && !tenants.get(gpu).contains(tenant);
      if (may && whole(gpu, tenant) > 0) {
        double here = overflow(gpu, tenant, need, rest) + 0.1 * crowding(gpu, need);
        if (here < least) {
          least = here;
          best = gpu;
        }
      }
    }
    return best;
  }

  /** The part of a need that does not fit on a GPU. */
  private double overflow(int gpu, int tenant, double[] need, double rest) {
    double over = 0;
    double all = 0;
    for (int bin = 0; bin < bins; bin++) {
      double more = rest * need[bin] / whole(gpu, tenant);
      over += Math.clamp(load[gpu][bin] + more - 1, 0, more);
      all += more;
    }
    return all == 0 ? 0 : over / all;
  }

  /** How busy a GPU is when it is needed, at 1 as much as it can. */
  private double crowding(int gpu, double[] need) {
    double busy = 0;
    double all = 0;
    for (int bin = 0; bin < bins; bin++) {
      busy += load[gpu][bin] * need[bin];
      all += need[bin];
    }
    return all == 0 ? 0 : busy / all;
  }
}
