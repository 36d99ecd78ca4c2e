package dev.migrator.core.plan.price;

import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;

/**
 * Which sites some shapes can leave to the tenants' retrainings in a slot, at most one to each, and
 * what they earn by it at the prices that these pay.
 *
 * <p>Tenant after tenant: what a shape earns by leaving something to the first k of them is the
 * best of leaving nothing to the k-th, and of leaving it a site and what the shape with that site
 * taken earns with the others. So with fewer tenants it is asked also what shapes with sites taken
 * earn; these come behind those that are asked for.
 */
final class Leaving {
  /** Those that are asked for, ascending, and then those that they become. */
  private final int[] shapes;

  /** By number of tenants: of how many of the shapes it is asked what they earn with these. */
  private final int[] counts;

  /** By tenant. */
  private final Options[] options;

  /**
   * The sites that may be left to a tenant, and by which shapes.
   *
   * @param mayRest whether it may be left none
   * @param from by place of a shape: where its options begin
   * @param site what is left
   * @param shape the place of the shape that leaves it
   * @param wider the place of that shape with the site taken
   */
  private record Options(boolean mayRest, int[] from, int[] site, int[] shape, int[] wider) {

    /** Whether nothing is ever left, and so nothing changes. */
    boolean isNothing() {
      return mayRest && site.length == 0;
    }

    /** What each shape earns with this tenant, of what it earns without. */
    void earn(double[] prices, double[] without, double[] with) {
      if (mayRest) {
        System.arraycopy(without, 0, with, 0, with.length);
      } else {
        Arrays.fill(with, Double.NEGATIVE_INFINITY);
      }
      for (int o = 0; o < site.length; o++) {
        double left = without[wider[o]] + prices[site[o]];
        if (left > with[shape[o]]) {
          with[shape[o]] = left;
        }
      }
    }

    /** The option by which the shape at a place earned that, -1 if by none. */
    int taken(int place, double[] prices, double[] without, double earned) {
      for (int o = from[place]; o < from[place + 1]; o++) {
        if (without[wider[o]] + prices[site[o]] == earned) {
          return o;
        }
      }
      return -1;
    }
  }

  /** Whether it is asked for all shapes, so that each has its own number as its place. */
  private final boolean isAll;

  private Leaving(boolean isAll, int[] shapes, int[] counts, Options[] options) {
    this.isAll = isAll;
    this.shapes = shapes;
    this.counts = counts;
    this.options = options;
  }

  /**
   * For the shapes of a slot.
   *
   * @param asked which, ascending
   */
  static Leaving of(StateGraph graph, Scope scope, int slot, int[] asked) {
    Places places = new Places(graph, asked);
    int n = scope.domains().size();
    int[] counts = new int[n + 1];
    Options[] options = new Options[n];
    counts[n] = asked.length;
    for (int tenant = n - 1; tenant >= 0; tenant--) {
      int[] sites = scope.sites(tenant, slot);
      options[tenant] = places.options(counts[tenant + 1], sites, scope.mayRest(tenant, slot));
      counts[tenant] = places.count;
    }
    return new Leaving(
        asked.length == graph.shapeCount(),
        Arrays.copyOf(places.shapes, places.count),
        counts,
        options);
  }

  /** Gives places to shapes. */
  private static final class Places {
    private final StateGraph graph;
    private final int[] place;
    private final int[] shapes;
    private int count;

    Places(StateGraph graph, int[] asked) {
      this.graph = graph;
      this.place = new int[graph.shapeCount()];
      this.shapes = new int[graph.shapeCount()];
      Arrays.fill(place, -1);
      for (int shape : asked) {
        of(shape);
      }
    }

    private int of(int shape) {
      if (place[shape] < 0) {
        place[shape] = count;
        shapes[count++] = shape;
      }
      return place[shape];
    }

    /** What the first so many shapes can leave of these sites. */
    Options options(int asking, int[] sites, boolean mayRest) {
      int[] from = new int[asking + 1];
      int[] site = new int[asking * sites.length];
      int[] shape = new int[site.length];
      int[] wider = new int[site.length];
      int found = 0;
      for (int asks = 0; asks < asking; asks++) {
        for (int left : sites) {
          int with = graph.wider(shapes[asks], left);
          if (with >= 0) {
            site[found] = left;
            shape[found] = asks;
            wider[found++] = of(with);
          }
        }
        from[asks + 1] = found;
      }
      return new Options(
          mayRest,
          from,
          Arrays.copyOf(site, found),
          Arrays.copyOf(shape, found),
          Arrays.copyOf(wider, found));
    }
  }

  /** The place of a shape that is asked for. */
  int placeOf(int shape) {
    return Arrays.binarySearch(shapes, 0, counts[counts.length - 1], shape);
  }

  /**
   * A table of what is earned, by number of tenants and place; filled for none.
   *
   * @param room by shape: what it earns by leaving nothing, minus infinity where it has no room
   */
  double[][] table(double[] room) {
    double[][] table = new double[counts.length][];
    table[0] = isAll ? room : ofShapes(room);
    for (int tenant = 0; tenant < options.length; tenant++) {
      boolean isSame = options[tenant].isNothing();
      table[tenant + 1] = isSame ? table[tenant] : new double[counts[tenant + 1]];
    }
    return table;
  }

  private double[] ofShapes(double[] room) {
    double[] row = new double[shapes.length];
    for (int place = 0; place < row.length; place++) {
      row[place] = room[shapes[place]];
    }
    return row;
  }

  /**
   * Fills in what each shape earns.
   *
   * @param prices by tenant and site
   * @param first the first tenant whose prices are new
   */
  void earn(double[][] prices, int first, double[][] table) {
    for (int tenant = first; tenant < options.length; tenant++) {
      if (!options[tenant].isNothing()) {
        options[tenant].earn(prices[tenant], table[tenant], table[tenant + 1]);
      }
    }
  }

  /**
   * By tenant: the site that is left to it where the shape at a place earns most, -1 for none.
   *
   * @param prices those of the table
   */
  int[] left(int place, double[][] prices, double[][] table) {
    int[] left = new int[options.length];
    int at = place;
    for (int tenant = left.length - 1; tenant >= 0; tenant--) {
      Options here = options[tenant];
      int taken = here.taken(at, prices[tenant], table[tenant], table[tenant + 1][at]);
      left[tenant] = taken < 0 ? -1 : here.site[taken];
      at = taken < 0 ? at : here.wider[taken];
    }
    return left;
  }
}
