package dev.migrator.policies.ekya;

import dev.migrator.core.model.Placement;
import java.util.List;
import java.util.Set;

/**
 * What a cutting has to go by.
 *
 * @param slot when it is to hold from
 * @param shares wished, of what is not fixed
 * @param fixed placements that retrainings hold then
 * @param present inferences that exist then; a placement that stays with its tenant costs nothing
 * @param keepsPresent whether each of them has to stay
 */
record Wishes(
    int slot, Shares shares, List<Placement> fixed, List<Holding> present, boolean keepsPresent) {
  Wishes {
    fixed = List.copyOf(fixed);
    present = List.copyOf(present);
  }

  /** The same without those tenants' retrainings. */
  Wishes withoutTraining(Set<Integer> tenants) {
    Shares left = shares;
    for (int client : tenants) {
      left = left.withoutTraining(client);
    }
    return new Wishes(slot, left, fixed, present, keepsPresent);
  }

  /** The same where everything present has to stay. */
  Wishes keepingPresent() {
    return new Wishes(slot, shares, fixed, present, true);
  }
}
