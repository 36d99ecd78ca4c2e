package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tenants that rent sites by the slot, and GPUs that let them: a bound on every plan, at any rents.
 *
 * <p><b>Why it is a bound.</b> Let each site of each slot have a rent of at least 0. Take any plan,
 * let every instance, set-up and retraining included, pay its rent to its GPU. What GPUs get and
 * tenants pay cancels. In each slot a GPU gets the rents of one legal shape, at most those of the
 * best; each tenant's own part of the value less its rents is at most that of its best choice if it
 * were alone with these rents. So the sum of both bests is at least the plan's value.
 */
final class Market {
  /** A tenant with more collections of instances than this rents by the request. */
  private static final int MOST_STATES = 800;

  private final List<Renter> renters;
  private final Supply supply;
  private final int sites;
  private final int slots;

  /**
   * What rents lead to.
   *
   * @param value the bound
   * @param slope by site and slot: sites let less sites used; where it is negative rents are low
   */
  record Clearing(Rents rents, double value, double[][] slope) {}

  private Market(List<Renter> renters, Supply supply, int sites, int slots) {
    this.renters = renters;
    this.supply = supply;
    this.sites = sites;
    this.slots = slots;
  }

  /**
   * @param stretch by tenant and slot: see {@link Terms}; empty: 1
   */
  static Market of(Fleet fleet, List<double[]> stretch) {
    Map<String, List<Inherited>> inherited = new HashMap<>();
    for (Inherited instance : fleet.problem().inherited()) {
      inherited.computeIfAbsent(instance.task().tenant(), _ -> new ArrayList<>()).add(instance);
    }
    Tables tables = new Tables();
    List<Renter> renters = new ArrayList<>();
    for (int tenant = 0; tenant < fleet.tenants().size(); tenant++) {
      TenantOutlook outlook = fleet.tenants().get(tenant);
      double[] factor = stretch.isEmpty() ? new double[0] : stretch.get(tenant);
      List<Inherited> own = inherited.getOrDefault(outlook.name(), List.of());
      renters.add(renter(new Terms(fleet, outlook, own, factor), tables));
    }
    return new Market(renters, new Supply(fleet), fleet.siteCount(), fleet.slots());
  }

  private static Renter renter(Terms terms, Tables tables) {
    int[] most = Arrays.stream(terms.sites()).map(terms.fleet()::most).toArray();
    return Holdings.of(terms.capacity(), most, terms.peak(), MOST_STATES)
        .<Renter>map(states -> new ExactRenter(terms, states, tables))
        .orElseGet(() -> new FluidRenter(terms));
  }

  /** Every so-manieth tenant of an order, and as large a part of the GPUs. */
  Market sample(List<Integer> order, int every) {
    List<Renter> some = new ArrayList<>();
    for (int i = every / 2; i < order.size(); i += every) {
      some.add(renters.get(order.get(i)));
    }
    double part = (double) some.size() / renters.size();
    return new Market(some, supply.times(part), sites, slots);
  }

  int siteCount() {
    return sites;
  }

  int slots() {
    return slots;
  }

  List<Renter> renters() {
    return renters;
  }

  /** The bound at these rents. */
  Clearing clear(Rents rents) {
    double[][] slope = new double[sites][slots];
    double value = supply.value(rents, slope);
    for (Renter renter : renters) {
      value += renter.best(rents, slope);
    }
    return new Clearing(rents, value, slope);
  }
}
