package dev.migrator.app.evaluation;

import dev.migrator.app.policy.Policies;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing to compute: a policy's run of a case, or a bound on all of them.
 *
 * @param of the case
 * @param work a policy, or one of the bounds
 * @param forecast for all policies but the clairvoyant one; else what the scenario says
 * @param fingerprint of all that decides what comes out
 */
record Job(Case of, String work, Optional<String> forecast, String fingerprint) {
  /** The bound on every policy that shares GPUs by MIG. */
  static final String BOUND = "upper-bound";

  /** The bound on every policy that shares GPUs by MPS. */
  static final String MPS_BOUND = "mps-upper-bound";

  private static final int LONGEST = 100;

  static Job of(Case one, String work, Optional<String> forecast, String build) {
    Optional<String> asked = one.variant().setsForecast() ? Optional.empty() : forecast;
    String what =
        String.join(
            "\n", one.fingerprint(), String.valueOf(one.seed()), work, asked.toString(), build);
    return new Job(one, work, asked, Digest.of(what));
  }

  /** The bound on that policy. */
  static String boundOn(String policy) {
    return switch (Policies.sharing(policy)) {
      case MIG -> BOUND;
      case MPS -> MPS_BOUND;
    };
  }

  boolean isBound() {
    return work.equals(BOUND) || work.equals(MPS_BOUND);
  }

  /** For people: what it is. */
  String name() {
    String variant = of.variant().isUnchanged() ? "" : " (" + of.variant().name() + ")";
    return "%s%s, %s, seed %d".formatted(of.scenario(), variant, work, of.seed());
  }

  /** The beginning of its file's name, the same whatever its fingerprint. */
  String fileStem() {
    String variant = of.variant().isUnchanged() ? "as-is" : of.variant().name();
    return "%s,%s,%s,%d,".formatted(plain(of.scenario()), variant, plain(work), of.seed());
  }

  private static String plain(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
  }
}
