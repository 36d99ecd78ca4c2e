package dev.migrator.policies.ekya;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shares rounded to granules of MPS, and placed.
 *
 * <p>{@link Granules} rounds: by shares alone, and so that nobody of whom something is asked is
 * left without any answer. Where a share lies means nothing to the device, but shares that are held
 * together have to be disjoint, and a share that stays where it is need not be set up. Retrainings
 * go as far right as can be, the last to end first, so that what they leave is next to what is
 * free; inferences lie left of them. As many shares as can be stay. Where a running retraining
 * splits what is free so that an inference fits nowhere, it gets several shares.
 *
 * <p><b>Example.</b> 0.39 and 0.29 to infer and 0.32 to retrain are 7.8, 5.8 and 6.4 granules: 8, 6
 * and 6, the retraining on granules 14 to 19, the inferences on 0 to 7 and 8 to 13.
 */
final class ShareCutting implements Cutting {
  private final PlanningProblem problem;
  private final List<Client> clients;
  private final int granules;

  ShareCutting(PlanningProblem problem, List<Client> clients) {
    this.problem = problem;
    this.clients = clients;
    this.granules = problem.gpu().memorySlices();
  }

  @Override
  public List<List<Holding>> cuts(Wishes wishes) {
    int free = granules - wishes.fixed().stream().mapToInt(p -> p.profile().memorySlices()).sum();
    return Stream.of(false, true)
        .map(guarded -> items(wishes.shares(), free, guarded))
        .distinct()
        .map(items -> cut(items, wishes))
        .toList();
  }

  private List<Holding> cut(List<Item> items, Wishes wishes) {
    List<Holding> kept = new ArrayList<>(kept(items, wishes));
    Optional<List<Holding>> packed = new Packing(kept, wishes.fixed()).whole(items);
    while (packed.isEmpty() && !kept.isEmpty()) {
      kept.removeLast();
      packed = new Packing(kept, wishes.fixed()).whole(items);
    }
    return packed.orElseGet(() -> new Packing(List.of(), wishes.fixed()).inPieces(items));
  }

  /** A job with its size in granules, and when it is expected to end. */
  private record Item(int client, Holding.Job job, int size, int end) {
    boolean isAt(Holding holding) {
      return holding.client() == client
          && holding.job() == job
          && holding.placement().profile().memorySlices() == size;
    }
  }

  /** Retrainings first, the last to end first; then inferences, the largest first. */
  private List<Item> items(Shares shares, int free, boolean guarded) {
    int n = clients.size();
    double[] wished = new double[2 * n];
    int[] least = new int[2 * n];
    for (int i = 0; i < n; i++) {
      wished[i] = shares.training()[i] * granules;
      wished[n + i] = shares.inference()[i] * granules;
      least[n + i] = guarded ? least(clients.get(i)) : 0;
    }
    int[] sizes = Granules.of(wished, least, free);
    List<Item> items = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      if (sizes[k] > 0) {
        Holding.Job job = k < n ? Holding.Job.RETRAINING : Holding.Job.INFERENCE;
        items.add(new Item(k % n, job, sizes[k], shares.ends()[k % n]));
      }
    }
    items.sort(
        Comparator.comparing((Item item) -> item.job == Holding.Job.INFERENCE)
            .thenComparing(Comparator.comparingInt(ShareCutting::order).reversed()));
    return items;
  }

  /** Retrainings by their ends, inferences by their size. */
  private static int order(Item item) {
    return item.job == Holding.Job.RETRAINING ? item.end : item.size;
  }

  /** Nobody of whom something is asked is left without any answer. */
  private int least(Client client) {
    return client.isAsked() ? (int) Math.ceil(client.leastShare() * granules - 1e-9) : 0;
  }

  private static List<Holding> kept(List<Item> items, Wishes wishes) {
    List<Holding> kept = new ArrayList<>();
    for (Item item : items) {
      wishes.present().stream()
          .filter(item::isAt)
          .filter(holding -> wishes.fixed().stream().noneMatch(holding.placement()::overlaps))
          .filter(
              holding -> kept.stream().noneMatch(k -> k.placement().overlaps(holding.placement())))
          .findFirst()
          .ifPresent(kept::add);
    }
    return kept;
  }

  /** Puts items into the gaps between what stays. */
  private final class Packing {
    private final List<Holding> holdings;
    private final List<Holding> kept;
    private final boolean[] taken = new boolean[granules];

    Packing(List<Holding> kept, List<Placement> fixed) {
      this.kept = List.copyOf(kept);
      this.holdings = new ArrayList<>(kept);
      kept.forEach(holding -> take(holding.placement()));
      fixed.forEach(this::take);
    }

    /** Each in one place; empty if that cannot be. */
    Optional<List<Holding>> whole(List<Item> items) {
      for (Item item : items) {
        if (kept.stream().noneMatch(item::isAt)) {
          int start = start(item);
          if (start < 0) {
            return Optional.empty();
          }
          put(item, start, item.size);
        }
      }
      return Optional.of(holdings);
    }

    /** Retrainings get the largest gap at most, inferences whatever is left in pieces. */
    List<Holding> inPieces(List<Item> items) {
      for (Item item : items) {
        int left = item.size;
        boolean isWhole = item.job == Holding.Job.RETRAINING;
        while (left > 0) {
          int size = Math.min(left, largestGap());
          if (size == 0) {
            break;
          }
          Item piece = new Item(item.client, item.job, size, item.end);
          put(piece, start(piece), size);
          left = isWhole ? 0 : left - size;
        }
      }
      return holdings;
    }

    /** The rightmost place for a retraining; for an inference one in the smallest gap that fits. */
    private int start(Item item) {
      int best = -1;
      int bestGap = Integer.MAX_VALUE;
      for (int start = 0; start + item.size <= granules; start++) {
        if (isFree(start, item.size)) {
          int gap = gap(start);
          if (item.job == Holding.Job.RETRAINING || gap < bestGap) {
            best = start;
            bestGap = gap;
          }
        }
      }
      return best;
    }

    private int largestGap() {
      int largest = 0;
      for (int start = 0; start < granules; start++) {
        largest = Math.max(largest, gap(start));
      }
      return largest;
    }

    /** Free granules around and with this one; 0 if it is taken. */
    private int gap(int granule) {
      if (taken[granule]) {
        return 0;
      }
      int from = granule;
      while (from > 0 && !taken[from - 1]) {
        from--;
      }
      int to = granule;
      while (to < granules && !taken[to]) {
        to++;
      }
      return to - from;
    }

    private boolean isFree(int start, int size) {
      for (int k = start; k < start + size; k++) {
        if (taken[k]) {
          return false;
        }
      }
      return true;
    }

    private void put(Item item, int start, int size) {
      Placement place = new Placement(profile(size), start);
      holdings.add(new Holding(place, item.client, item.job));
      take(place);
    }

    private void take(Placement place) {
      Arrays.fill(taken, place.start(), place.end(), true);
    }
  }

  private Profile profile(int size) {
    return problem.profiles().stream()
        .filter(profile -> profile.memorySlices() == size)
        .findFirst()
        .orElseThrow();
  }
}
