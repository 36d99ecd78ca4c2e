package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.Prices;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenNodesTest {
  private static final long PLENTY = 1 << 20;

  @Test
  void theHighestBoundIsNextAndOfEqualOnesTheFirst() {
    OpenNodes open = new OpenNodes();
    Rest low = rest();
    Rest first = rest();
    Rest second = rest();
    open.add(low, rest(), 1);
    open.add(first, rest(), 2);
    open.add(second, rest(), 2);
    assertThat(open.bound()).isEqualTo(2);
    assertThat(List.of(open.poll(), open.poll(), open.poll()))
        .extracting(node -> node.rest().cells())
        .containsExactly(first.cells(), second.cells(), low.cells());
    assertThat(open.isEmpty()).isTrue();
    assertThat(open.bound()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void whereCellsAreTooManyThoseItCameFromAreKept() {
    OpenNodes open = new OpenNodes(rest().cells().bytes(), PLENTY);
    Rest parent = rest();
    open.add(parent, rest(), 3);
    Rest child = rest();
    open.add(child, parent, 2);
    assertThat(open.poll().isWide()).isFalse();
    OpenNodes.Node node = open.poll();
    assertThat(node.isWide()).isTrue();
    assertThat(node.rest().cells()).isEqualTo(parent.cells());
    assertThat(node.rest().prices()).isEqualTo(child.prices());
  }

  @Test
  void siblingsOfOneThatIsKeptCostNothing() {
    OpenNodes open = new OpenNodes(rest().cells().bytes(), PLENTY);
    Rest one = rest();
    open.add(one, rest(), 2);
    open.add(one, rest(), 1);
    open.poll();
    assertThat(open.poll().isWide()).isFalse();
  }

  @Test
  void thereIsRoomAgainOnceThoseThatShareAreGone() {
    OpenNodes open = new OpenNodes(rest().cells().bytes(), PLENTY);
    open.add(rest(), rest(), 2);
    open.poll();
    open.add(rest(), rest(), 1);
    assertThat(open.poll().isWide()).isFalse();
  }

  @Test
  void wherePricesAreTooManyTheOlderOnesAreKept() {
    OpenNodes open = new OpenNodes(PLENTY, rest().prices().bytes());
    Rest parent = rest();
    open.add(parent, rest(), 2);
    Rest child = rest();
    open.add(child, parent, 1);
    open.poll();
    OpenNodes.Node node = open.poll();
    assertThat(node.isWide()).isFalse();
    assertThat(node.rest().prices()).isEqualTo(parent.prices());
    assertThat(node.rest().cells()).isEqualTo(child.cells());
  }

  /** With one site, two slots and three cells in each. */
  private static Rest rest() {
    Prices prices = new Prices(new double[1][1][2], new double[1][2], new double[1]);
    int[][] rows = {{0, 1, 2}, {0, 1, 2}};
    return new Rest(List.of(), prices, new Cells(rows, rows, rows, new int[0][]), 0);
  }
}
