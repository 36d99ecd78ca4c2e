package dev.migrator.core.plan.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What a part of the search still allows a tenant: for each choice a range of begins, perhaps
 * empty, and perhaps no retraining at all.
 */
public final class Domain {
  private final List<Choice> choices;
  private final boolean nothing;
  private final int[] earliest;
  private final int[] latest;

  private Domain(List<Choice> choices, boolean nothing, int[] earliest, int[] latest) {
    this.choices = choices;
    this.nothing = nothing;
    this.earliest = earliest;
    this.latest = latest;
  }

  /** Every choice at every begin from which it ends by that slot. */
  public static Domain all(List<Choice> choices, boolean nothing, int by) {
    return of(
        choices.stream().map(choice -> new Begins(choice, 0, by - choice.length())).toList(),
        nothing);
  }

  /** A choice and a range of begins. */
  public record Begins(Choice choice, int earliest, int latest) {}

  /** These choices, and perhaps none. */
  public static Domain of(List<Begins> begins, boolean nothing) {
    return new Domain(
        begins.stream().map(Begins::choice).toList(),
        nothing,
        begins.stream().mapToInt(Begins::earliest).toArray(),
        begins.stream().mapToInt(Begins::latest).toArray());
  }

  /**
   * The same for choices on finer sites.
   *
   * @param finer those choices
   * @param coarser by site of those: the site here
   */
  public Domain refined(List<Choice> finer, IntUnaryOperator coarser) {
    int[] from = new int[finer.size()];
    int[] to = new int[finer.size()];
    Arrays.fill(to, -1);
    for (int k = 0; k < from.length; k++) {
      for (int c = 0; c < choices.size(); c++) {
        boolean same =
            choices.get(c).option().equals(finer.get(k).option())
                && choices.get(c).site() == coarser.applyAsInt(finer.get(k).site());
        from[k] = same ? earliest[c] : from[k];
        to[k] = same ? latest[c] : to[k];
      }
    }
    return new Domain(finer, nothing, from, to);
  }

  List<Choice> choices() {
    return choices;
  }

  /** How many choices there are, allowed or not; they are numbered. */
  public int choiceCount() {
    return choices.size();
  }

  /** The choice of that number. */
  public Choice choice(int number) {
    return choices.get(number);
  }

  /** Whether no retraining is allowed. */
  public boolean mayDoNothing() {
    return nothing;
  }

  /** Whether a choice is allowed at any begin. */
  public boolean allows(int choice) {
    return earliest[choice] <= latest[choice];
  }

  /** A choice's first begin. */
  public int earliest(int choice) {
    return earliest[choice];
  }

  /** A choice's last begin; before the first if it is not allowed. */
  public int latest(int choice) {
    return latest[choice];
  }

  /** How many retrainings it allows, none counted as one. */
  public int size() {
    int size = nothing ? 1 : 0;
    for (int k = 0; k < earliest.length; k++) {
      size += Math.max(0, latest[k] - earliest[k] + 1);
    }
    return size;
  }

  /** Whether nothing is left to choose. */
  public boolean isDecided() {
    return size() == 1;
  }

  /** The one choice that is left, -1 if that is none. */
  public int firstAllowed() {
    for (int k = 0; k < earliest.length; k++) {
      if (allows(k)) {
        return k;
      }
    }
    return -1;
  }

  /** Only this choice in this range of begins. */
  public Domain only(int choice, int from, int to) {
    int[] lo = new int[earliest.length];
    int[] hi = new int[earliest.length];
    Arrays.fill(hi, -1);
    lo[choice] = from;
    hi[choice] = to;
    return new Domain(choices, false, lo, hi);
  }

  /** Only no retraining. */
  public Domain onlyNothing() {
    int[] hi = new int[earliest.length];
    Arrays.fill(hi, -1);
    return new Domain(choices, true, new int[earliest.length], hi);
  }

  /** Parts that together allow the same: by choice, or if there is but one, by begin. */
  public List<Domain> parts() {
    List<Domain> parts = new ArrayList<>();
    for (int k = 0; k < earliest.length; k++) {
      if (allows(k)) {
        parts.add(only(k, earliest[k], latest[k]));
      }
    }
    if (nothing) {
      parts.add(onlyNothing());
    }
    return parts.size() > 1 ? parts : halves(firstAllowed());
  }

  private List<Domain> halves(int choice) {
    int middle = (earliest[choice] + latest[choice]) / 2;
    return List.of(
        only(choice, earliest[choice], middle), only(choice, middle + 1, latest[choice]));
  }

  /** The same with narrower ranges. */
  public Domain narrowed(boolean stillNothing, int[] from, int[] to) {
    return new Domain(choices, stillNothing, from.clone(), to.clone());
  }
}
