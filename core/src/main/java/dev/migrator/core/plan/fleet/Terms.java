package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What one tenant brings to the market: where it can be served, what answers are worth. */
final class Terms {
  private final Fleet fleet;
  private final TenantOutlook outlook;
  private final double[] stretch;
  private final int[] sites;
  private final double[] capacity;
  private final int[] inherited;
  private final double[] worth;
  private final double lastAccuracy;
  private final List<Offer> offers = new ArrayList<>();

  /**
   * A retraining option with the slots that it takes on each site, set-up included; 0 where it
   * cannot run.
   */
  record Offer(RetrainingOption option, int[] lengths) {}

  /**
   * @param stretch by slot, at least 1: what instances serve together is at most this factor times
   *     their capacity; empty: 1
   */
  Terms(Fleet fleet, TenantOutlook outlook, List<Inherited> own, double[] stretch) {
    this.fleet = fleet;
    this.outlook = outlook;
    this.stretch = stretch;
    this.sites = sites(fleet, outlook);
    this.capacity = Arrays.stream(sites).mapToDouble(s -> capacity(fleet, outlook, s)).toArray();
    this.inherited = new int[sites.length];
    this.worth = new double[fleet.slots()];
    Arrays.setAll(worth, slot -> outlook.weight() * outlook.accuracyAt(slot));
    double last = outlook.accuracyAt(fleet.slots());
    boolean running = outlook.renewal().isPresent();
    for (Inherited instance : own) {
      switch (instance) {
        case Inherited.Serving s -> count(fleet.site(s.placement().profile()));
        case Inherited.Retraining r -> {
          running = true;
          if (r.endsAt() <= fleet.slots()) {
            Arrays.fill(worth, r.endsAt(), fleet.slots(), outlook.weight() * r.accuracyAfter());
            last = r.accuracyAfter();
          }
        }
      }
    }
    this.lastAccuracy = last;
    if (!running) {
      outlook.options().stream().map(this::offer).filter(this::isPossible).forEach(offers::add);
    }
  }

  private static int[] sites(Fleet fleet, TenantOutlook outlook) {
    List<Integer> usable = new ArrayList<>();
    for (int site = 0; site < fleet.siteCount(); site++) {
      if (capacity(fleet, outlook, site) > 0 && fleet.most(site) > 0) {
        usable.add(site);
      }
    }
    return usable.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double capacity(Fleet fleet, TenantOutlook outlook, int site) {
    return outlook.capacityOf(fleet.profile(site));
  }

  private void count(int site) {
    for (int k = 0; k < sites.length; k++) {
      inherited[k] += sites[k] == site ? 1 : 0;
    }
  }

  private Offer offer(RetrainingOption option) {
    int[] lengths = new int[fleet.siteCount()];
    for (Map.Entry<Profile, Integer> entry : option.slots().entrySet()) {
      int site = fleet.site(entry.getKey());
      if (site >= 0 && fleet.setup(site) + entry.getValue() <= retrainBy()) {
        lengths[site] = fleet.setup(site) + entry.getValue();
      }
    }
    return new Offer(option, lengths);
  }

  private boolean isPossible(Offer offer) {
    boolean gains = outlook.mustRetrain() || offer.option().accuracyAfter() > outlook.accuracy();
    return gains && Arrays.stream(offer.lengths()).anyMatch(length -> length > 0);
  }

  Fleet fleet() {
    return fleet;
  }

  TenantOutlook outlook() {
    return outlook;
  }

  int slots() {
    return worth.length;
  }

  /** The slot by which retrainings must have ended. */
  int retrainBy() {
    return fleet.problem().rules().retrainBy();
  }

  /** The sites that serve it. */
  int[] sites() {
    return sites;
  }

  /** By index into {@link #sites}: requests per slot. */
  double[] capacity() {
    return capacity;
  }

  /** By index into {@link #sites}: inference instances that exist at the beginning. */
  int[] inherited() {
    return inherited;
  }

  /** By slot: weight times accuracy without a new retraining. */
  double[] worth() {
    return worth;
  }

  List<Offer> offers() {
    return offers;
  }

  /** Requests served in a slot by so much capacity. */
  double served(int slot, double nominal) {
    return outlook.demand().served(slot, stretched(slot) * nominal);
  }

  double stretched(int slot) {
    return stretch.length == 0 ? 1 : stretch[slot];
  }

  /** The most that is ever asked for. */
  double peak() {
    double peak = 0;
    for (int slot = 0; slot < worth.length; slot++) {
      peak = Math.max(peak, outlook.demand().most(slot));
    }
    return peak;
  }

  /** What accuracy is worth behind the horizon without a new retraining. */
  double afterwards() {
    return outlook.weight() * outlook.requestsAfter() * lastAccuracy;
  }

  /** The same with one. */
  double afterwards(Offer offer) {
    return outlook.weight() * outlook.requestsAfter() * offer.option().accuracyAfter();
  }

  /** What a timely answer is worth after a retraining. */
  double worth(Offer offer) {
    return outlook.weight() * offer.option().accuracyAfter();
  }

  /** What a new instance costs that is ready at that slot; infinite if it cannot be. */
  double setUp(int index, int slot, Rents rents) {
    int setup = fleet.setup(sites[index]);
    return slot < setup
        ? Double.POSITIVE_INFINITY
        : fleet.problem().setupPenalty() + rents.between(sites[index], slot - setup, slot);
  }

  /** The site on which a retraining that ends at that slot is cheapest; -1 if there is none. */
  int cheapest(Offer offer, int end, Rents rents) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int site = 0; site < offer.lengths().length; site++) {
      double cost = cost(offer, site, end, rents);
      if (cost < least) {
        least = cost;
        best = site;
      }
    }
    return best;
  }

  /** What a retraining that ends at that slot costs on that site. */
  double cost(Offer offer, int site, int end, Rents rents) {
    int length = offer.lengths()[site];
    return length == 0 || length > end
        ? Double.POSITIVE_INFINITY
        : rents.between(site, end - length, end);
  }
}
