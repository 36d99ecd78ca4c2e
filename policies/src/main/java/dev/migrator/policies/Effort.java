package dev.migrator.policies;

/** What a search may still look at; counted, not timed, so that a problem always gives one plan. */
final class Effort {
  private long left;

  Effort(long most) {
    this.left = most;
  }

  void spend(long amount) {
    left -= amount;
  }

  boolean isSpent() {
    return left <= 0;
  }
}
