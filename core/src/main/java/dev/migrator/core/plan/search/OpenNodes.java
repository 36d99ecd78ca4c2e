package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.Prices;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The parts of a search that are still to be looked at, the one with the highest bound first.
 *
 * <p>The parts of one part share its prices and cells, which are most of what a search keeps. Once
 * there are too many, parts are kept with those of what that part came from, which are kept anyhow:
 * older prices only give a higher bound to begin with, and what is left out of wide cells is left
 * out again when the part is looked at.
 */
final class OpenNodes {
  private static final long MOST_BYTES_OF_CELLS = 192L << 20;
  private static final long MOST_BYTES_OF_PRICES = 64L << 20;

  private final PriorityQueue<Node> queue =
      new PriorityQueue<>(
          Comparator.comparingDouble(Node::bound).reversed().thenComparingLong(Node::number));

  private final long mostOfCells;
  private final long mostOfPrices;

  /** By prices and by cells, which are the same as themselves only: in how many nodes they are. */
  private final Map<Prices, Integer> prices = new HashMap<>();

  private final Map<Cells, Integer> cells = new HashMap<>();
  private long bytesOfPrices;
  private long bytesOfCells;
  private long numbers;

  OpenNodes() {
    this(MOST_BYTES_OF_CELLS, MOST_BYTES_OF_PRICES);
  }

  OpenNodes(long mostOfCells, long mostOfPrices) {
    this.mostOfCells = mostOfCells;
    this.mostOfPrices = mostOfPrices;
  }

  /**
   * A part.
   *
   * @param isWide whether its cells are those of what it came from
   * @param bound on it
   * @param number by which equal bounds are ordered
   */
  record Node(Rest rest, boolean isWide, double bound, long number) {}

  /**
   * Adds a part to be looked at.
   *
   * @param rest what is left of it
   * @param from what it came from
   * @param bound on it
   */
  void add(Rest rest, Rest from, double bound) {
    boolean isWide = bytesOfCells >= mostOfCells && !cells.containsKey(rest.cells());
    boolean isOld = bytesOfPrices >= mostOfPrices && !prices.containsKey(rest.prices());
    Rest kept =
        new Rest(
            rest.domains(),
            isOld ? from.prices() : rest.prices(),
            isWide ? from.cells() : rest.cells(),
            rest.unresolved());
    bytesOfPrices += prices.merge(kept.prices(), 1, Integer::sum) == 1 ? kept.prices().bytes() : 0;
    bytesOfCells += cells.merge(kept.cells(), 1, Integer::sum) == 1 ? kept.cells().bytes() : 0;
    queue.add(new Node(kept, isWide, bound, numbers++));
  }

  /** Takes out the one with the highest bound; there is one. */
  Node poll() {
    Node node = queue.remove();
    Rest rest = node.rest();
    bytesOfPrices -= leave(prices, rest.prices()) ? rest.prices().bytes() : 0;
    bytesOfCells -= leave(cells, rest.cells()) ? rest.cells().bytes() : 0;
    return node;
  }

  /** Counts one user less; true if it was the last. */
  private static <T> boolean leave(Map<T, Integer> users, T used) {
    return users.computeIfPresent(used, (_, count) -> count == 1 ? null : count - 1) == null;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The highest bound; negative infinity if there is none. */
  double bound() {
    return queue.isEmpty() ? Double.NEGATIVE_INFINITY : queue.peek().bound();
  }
}
