package dev.migrator.policies;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which tenants are served on which GPU, and with what share of their requests.
 *
 * <p><b>Rule.</b> A tenant's need is its mean demand as a part of what the whole GPU could serve of
 * it alone, at least one compute slice. Tenants stay where their instances are, with shares as
 * their instances' capacities are. Only where a GPU has a quarter of a GPU more to serve than the
 * mean, its smallest tenants go. Whoever has no place, the largest first, goes to the GPU with most
 * room; whoever needs more than a GPU is spread evenly over as many as it needs. A retraining that
 * runs keeps its tenant on its GPU, if need be without requests.
 *
 * <p><b>Example.</b> Three tenants need 0.5, 0.4 and 1.2 of a GPU, there are three GPUs: the third
 * is split into two parts of 0.6 on the first two, the first goes to the empty third, and the
 * second to the first, which has as much room as the second.
 */
final class Assignment {
  /** By how much of a GPU one may have more to serve than the mean before tenants leave it. */
  private static final double LEEWAY = 0.25;

  /** So small a part of a tenant's need is no reason to spread it. */
  private static final double ROUNDING = 1e-3;

  private final List<TenantOutlook> tenants;
  private final int[] kinds;
  private final double[][] needs;
  private final double[] load;
  private final List<SortedMap<Integer, Double>> parts = new ArrayList<>();
  private final Map<Integer, Integer> retrainsOn = new HashMap<>();

  private Assignment(PlanningProblem problem) {
    List<GpuModel> models = problem.gpus().stream().distinct().toList();
    tenants = problem.tenants();
    kinds = problem.gpus().stream().mapToInt(models::indexOf).toArray();
    load = new double[kinds.length];
    needs = new double[tenants.size()][];
    for (int i = 0; i < needs.length; i++) {
      TenantOutlook tenant = tenants.get(i);
      needs[i] = models.stream().mapToDouble(model -> need(tenant, model)).toArray();
      parts.add(new TreeMap<>());
    }
  }

  /** The assignment for a problem; always the same for the same problem. */
  static Assignment of(PlanningProblem problem) {
    Assignment assignment = new Assignment(problem);
    assignment.keep(problem.inherited());
    assignment.relieve();
    assignment.place();
    return assignment;
  }

  /** By tenant: the share of its requests by GPU; each tenant's shares add up to 1, or to 0. */
  SequencedMap<String, SortedMap<Integer, Double>> shares() {
    SequencedMap<String, SortedMap<Integer, Double>> shares = new LinkedHashMap<>();
    for (int i = 0; i < needs.length; i++) {
      double all = sum(parts.get(i));
      SortedMap<Integer, Double> own = new TreeMap<>(parts.get(i));
      own.replaceAll((_, need) -> all == 0 ? 0 : need / all);
      shares.put(tenants.get(i).name(), own);
    }
    return shares;
  }

  /** By tenant: the one GPU on which it may be retrained: where it is, else its largest part. */
  Map<String, Integer> homes() {
    Map<String, Integer> homes = new LinkedHashMap<>();
    for (int i = 0; i < needs.length; i++) {
      if (!parts.get(i).isEmpty()) {
        int largest = largest(parts.get(i));
        homes.put(tenants.get(i).name(), retrainsOn.getOrDefault(i, largest));
      }
    }
    return homes;
  }

  private static int largest(SortedMap<Integer, Double> parts) {
    int largest = parts.firstKey();
    for (Map.Entry<Integer, Double> part : parts.entrySet()) {
      largest = part.getValue() > parts.getOrDefault(largest, 0.0) ? part.getKey() : largest;
    }
    return largest;
  }

  /** Tenants stay where their instances are, with shares as those have capacity. */
  private void keep(List<Inherited> inherited) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < needs.length; i++) {
      numbers.put(tenants.get(i).name(), i);
    }
    for (Inherited instance : inherited) {
      int tenant = numbers.getOrDefault(instance.task().tenant(), -1);
      if (tenant >= 0) {
        keep(tenant, instance);
      }
    }
    for (int i = 0; i < needs.length; i++) {
      turnIntoNeeds(i);
    }
  }

  private void keep(int tenant, Inherited instance) {
    int gpu = instance.placement().gpu();
    double capacity =
        switch (instance) {
          case Inherited.Serving s -> tenants.get(tenant).capacityOf(s.placement().profile());
          case Inherited.Retraining _ -> 0;
        };
    parts.get(tenant).merge(gpu, capacity, Double::sum);
    if (instance instanceof Inherited.Retraining) {
      retrainsOn.put(tenant, gpu);
    }
  }

  private void turnIntoNeeds(int tenant) {
    SortedMap<Integer, Double> own = parts.get(tenant);
    double all = sum(own);
    own.replaceAll(
        (gpu, capacity) -> {
          double share = all > 0 ? capacity / all : 1.0 / own.size();
          double need = Math.min(1, share * need(tenant, gpu));
          load[gpu] += need;
          return need;
        });
  }

  /** Takes the smallest tenants off GPUs that have much more to serve than the mean. */
  private void relieve() {
    double all = 0;
    for (int i = 0; i < needs.length; i++) {
      all += need(i);
    }
    double most = Math.max(1, all / load.length + LEEWAY);
    SortedMap<Integer, List<Integer>> crowded = new TreeMap<>();
    for (int i = 0; i < needs.length; i++) {
      for (int gpu : parts.get(i).keySet()) {
        if (load[gpu] > most && retrainsOn.getOrDefault(i, -1) != gpu) {
          crowded.computeIfAbsent(gpu, _ -> new ArrayList<>()).add(i);
        }
      }
    }
    crowded.forEach((gpu, guests) -> relieve(gpu, guests, most));
  }

  private void relieve(int gpu, List<Integer> guests, double most) {
    guests.sort(Comparator.comparingDouble(guest -> parts.get(guest).getOrDefault(gpu, 0.0)));
    for (int guest : guests) {
      if (load[gpu] > most) {
        load[gpu] -= parts.get(guest).getOrDefault(gpu, 0.0);
        parts.get(guest).remove(gpu);
      }
    }
  }

  /** Finds places for what has none, the largest first. */
  private void place() {
    IntStream.range(0, needs.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer tenant) -> need(tenant)).reversed())
        .forEach(this::place);
  }

  private void place(int tenant) {
    double need = need(tenant);
    double left =
        need - parts.get(tenant).entrySet().stream().mapToDouble(e -> smallest(tenant, e)).sum();
    int pieces = left > ROUNDING * need ? (int) Math.ceil(left - ROUNDING) : 0;
    for (int i = 0; i < pieces; i++) {
      int gpu = roomiest(tenant);
      if (gpu >= 0) {
        double part = need(tenant, gpu) * left / need / pieces;
        parts.get(tenant).put(gpu, part);
        load[gpu] += part;
      }
    }
  }

  /** A part in the unit of the kind of GPU on which the tenant needs least. */
  private double smallest(int tenant, Map.Entry<Integer, Double> part) {
    double here = need(tenant, part.getKey());
    return here == 0 ? 0 : part.getValue() * need(tenant) / here;
  }

  /** The GPU with most room on which the tenant can run and is not yet; -1 if there is none. */
  private int roomiest(int tenant) {
    int best = -1;
    for (int gpu = 0; gpu < load.length; gpu++) {
      if ((best < 0 || load[gpu] < load[best])
          && need(tenant, gpu) > 0
          && !parts.get(tenant).containsKey(gpu)) {
        best = gpu;
      }
    }
    return best;
  }

  private static double sum(Map<Integer, Double> parts) {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Part of that GPU which the tenant needs; 0 where it cannot run. */
  private double need(int tenant, int gpu) {
    return needs[tenant][kinds[gpu]];
  }

  /** The same where it needs least. */
  private double need(int tenant) {
    return Arrays.stream(needs[tenant]).filter(need -> need > 0).min().orElse(0);
  }

  private static double need(TenantOutlook tenant, GpuModel gpu) {
    double rate = rate(tenant, gpu);
    double mean = tenant.demand().total() / tenant.demand().slots();
    return rate == 0 ? 0 : Math.max(mean / rate, 1.0 / gpu.computeSlices());
  }

  /** About what the whole GPU could serve of the tenant alone. */
  private static double rate(TenantOutlook tenant, GpuModel gpu) {
    return gpu.profiles().stream()
        .mapToDouble(
            profile -> tenant.capacityOf(profile) / profile.computeSlices() * gpu.computeSlices())
        .max()
        .orElse(0);
  }
}
