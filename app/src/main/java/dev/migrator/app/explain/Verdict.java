package dev.migrator.app.explain;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.migrator.core.enact.PlanCheck;
import java.util.Locale;

/** What is known of an alternative to a plan. */
public enum Verdict {
  /** No plan of that kind reaches the plan's value. */
  WORSE,
  /** None is known that does, but it is not ruled out. */
  OPEN,
  /** One is known that is better. */
  BETTER,
  /** It earns as much, but for what a check of plans lets pass. */
  EQUAL;

  /**
   * The verdict on an alternative.
   *
   * @param value of the plan
   * @param other value of the best alternative found
   * @param bound on all alternatives of that kind
   */
  static Verdict of(double value, double other, double bound) {
    double rounding = PlanCheck.TOLERANCE * Math.max(1, Math.abs(value));
    if (Math.abs(other - value) <= rounding) {
      return EQUAL;
    }
    if (other > value) {
      return BETTER;
    }
    return bound < value ? WORSE : OPEN;
  }

  /** As programs read it. */
  @Override
  @JsonValue
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
