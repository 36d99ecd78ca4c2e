package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The sites that a fleet's GPUs let: in each slot each GPU takes the shape that earns most.
 *
 * <p>GPUs of one kind on which nothing is retrained are one entry, however many they are. A GPU on
 * which a retraining runs is an entry of its kind and what runs, until that ends.
 */
final class Supply {
  /** How much worse than the best a shape may be and still be let by a few, for the slope. */
  private static final double SPREAD = 0.02;

  private final List<Offer> offers = new ArrayList<>();
  private final int slots;

  /** GPUs that can be let in the same shapes: how many in each slot. */
  private record Offer(List<int[]> shapes, double[] gpus) {}

  Supply(Fleet fleet) {
    this.slots = fleet.slots();
    Map<List<Object>, double[]> byShapes = new LinkedHashMap<>();
    Map<List<Object>, List<int[]>> shapes = new LinkedHashMap<>();
    for (Fleet.Gpu gpu : fleet.gpus()) {
      int from = 0;
      while (from < slots) {
        List<Placement> taken = taken(gpu, from);
        int to = end(gpu, from);
        List<Object> key = List.of(gpu.kind(), new TreeSet<>(taken));
        shapes.computeIfAbsent(key, _ -> fleet.shapesBeside(gpu.kind(), taken));
        double[] gpus = byShapes.computeIfAbsent(key, _ -> new double[slots]);
        for (int slot = from; slot < to; slot++) {
          gpus[slot]++;
        }
        from = to;
      }
    }
    byShapes.forEach(
        (key, gpus) -> offers.add(new Offer(shapes.getOrDefault(key, List.of()), gpus)));
  }

  private Supply(int slots, List<Offer> offers) {
    this.slots = slots;
    this.offers.addAll(offers);
  }

  private static List<Placement> taken(Fleet.Gpu gpu, int slot) {
    return gpu.running().stream()
        .filter(running -> running.endsAt() > slot)
        .map(Inherited.Retraining::placement)
        .toList();
  }

  private int end(Fleet.Gpu gpu, int slot) {
    return gpu.running().stream()
        .mapToInt(Inherited.Retraining::endsAt)
        .filter(end -> end > slot)
        .min()
        .stream()
        .map(end -> Math.min(end, slots))
        .findFirst()
        .orElse(slots);
  }

  /** The same with so many times as many GPUs. */
  Supply times(double factor) {
    return new Supply(
        slots,
        offers.stream()
            .map(o -> new Offer(o.shapes(), Arrays.stream(o.gpus()).map(n -> n * factor).toArray()))
            .toList());
  }

  /**
   * What all GPUs earn at most.
   *
   * @param slope by site and slot: to which the sites let are added
   */
  double value(Rents rents, double[][] slope) {
    double sum = 0;
    for (Offer offer : offers) {
      double[] worth = new double[offer.shapes().size()];
      for (int slot = 0; slot < slots; slot++) {
        if (offer.gpus()[slot] > 0) {
          sum += offer.gpus()[slot] * best(offer, rents, slot, worth);
          let(offer, slot, worth, slope);
        }
      }
    }
    return sum;
  }

  private static double best(Offer offer, Rents rents, int slot, double[] worth) {
    double best = 0;
    for (int i = 0; i < worth.length; i++) {
      int[] shape = offer.shapes().get(i);
      double sum = 0;
      for (int site = 0; site < shape.length; site++) {
        sum += shape[site] * rents.bySite()[site][slot];
      }
      worth[i] = sum;
      best = Math.max(best, sum);
    }
    return best;
  }

  /** Shapes nearly as good as the best are let too: a smooth slope leads to better rents. */
  private static void let(Offer offer, int slot, double[] worth, double[][] slope) {
    double best = Arrays.stream(worth).max().orElse(0);
    double total = 0;
    for (int i = 0; i < worth.length; i++) {
      worth[i] = best == 0 ? 1 : Math.exp((worth[i] / best - 1) / SPREAD);
      total += worth[i];
    }
    for (int i = 0; i < worth.length; i++) {
      double gpus = offer.gpus()[slot] * worth[i] / total;
      int[] shape = offer.shapes().get(i);
      for (int site = 0; site < shape.length; site++) {
        slope[site][slot] += gpus * shape[site];
      }
    }
  }
}
