package dev.migrator.core.plan.state;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every legal collection of sites, by number: layouts in which it is forgotten whose an instance
 * is.
 */
public final class Shapes {
  static final int NONE = -1;

  private final Sites sites;

  /** By site and shape: the shape with one instance more, {@link #NONE} if that is not legal. */
  private final int[][] wider;

  private final int count;
  private final int empty;

  private Shapes(Sites sites, Map<List<Integer>, Integer> numbers) {
    this.sites = sites;
    this.empty = numbers.getOrDefault(List.<Integer>of(), NONE);
    this.count = numbers.size();
    this.wider = new int[sites.count()][count];
    numbers.forEach(
        (collection, number) -> {
          for (int site = 0; site < sites.count(); site++) {
            wider[site][number] = numbers.getOrDefault(with(collection, site), NONE);
          }
        });
  }

  /** Of all layouts of these placements. */
  public static Shapes of(List<Placement> placements, Sites sites) {
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    for (List<Integer> legal : legal(placements, sites)) {
      numbers.putIfAbsent(legal, numbers.size());
    }
    return new Shapes(sites, numbers);
  }

  /** The sites of each legal layout, ascending. */
  static List<List<Integer>> legal(List<Placement> placements, Sites sites) {
    return Layout.all(placements).stream()
        .map(layout -> layout.placements().stream().map(sites::of).sorted().toList())
        .toList();
  }

  private static List<Integer> with(List<Integer> collection, int site) {
    List<Integer> more = new ArrayList<>(collection);
    more.add(site);
    more.sort(null);
    return more;
  }

  Sites sites() {
    return sites;
  }

  int count() {
    return count;
  }

  /** The shape of nothing. */
  int empty() {
    return empty;
  }

  /** The shape with one instance more on that site; {@link #NONE} if that is not legal. */
  int wider(int shape, int site) {
    return wider[site][shape];
  }

  /** The shape with instances on all these sites as well; {@link #NONE} if that is not legal. */
  int wider(int shape, List<Integer> more) {
    int result = shape;
    for (int i = 0; i < more.size() && result != NONE; i++) {
      result = wider[more.get(i)][result];
    }
    return result;
  }

  /** By shape: whether it leaves room for instances on all these sites. */
  boolean[] roomFor(List<Integer> taken) {
    boolean[] room = new boolean[count];
    for (int shape = 0; shape < room.length; shape++) {
      room[shape] = wider(shape, taken) != NONE;
    }
    return room;
  }
}
