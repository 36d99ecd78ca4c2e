package dev.migrator.core.plan.price;

/**
 * What one tenant does best by itself under prices: a retraining, or none.
 *
 * <p>Inference, which is asked at the same prices, may see it differently; where both disagree
 * tells how prices should move.
 */
public sealed interface Wanted permits Bids.Pick, Alone.Taken {

  /** What the tenant earns with it by itself, or a bound on that. */
  double value();

  /** The site that it takes in a slot, -1 for none. */
  int siteIn(int slot);

  /** The slot at whose beginning it is done; {@link Integer#MAX_VALUE} without a retraining. */
  int end();

  /** Accuracy from then on. */
  double after();
}
