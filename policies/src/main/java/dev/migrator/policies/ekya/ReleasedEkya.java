package dev.migrator.policies.ekya;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The scheduler of Ekya's released simulator (github.com/edge-video-services/ekya) in one window,
 * with the rules by which it differs from the paper: the reference by which {@link Thief} is held
 * against its authors' figures. Nothing here knows of requests or of MIG.
 *
 * <p><b>Thief.</b> {@value #ROUNDS} rounds. In each, every tenant picks the candidate that is best
 * for itself at its present shares, where its retraining's share goes to its own inference in the
 * end. Then the thief divides the GPUs among the retrainings picked and all inferences, from equal
 * shares on, {@link Thief.Patience#EVERY_AMOUNT}; its shares are those of the next round.
 *
 * <p><b>Fair.</b> Half of the GPUs to retrainings, half to inferences, equally. {@code naive} takes
 * the candidate that is most accurate of those that end in time on a quarter of the GPUs, {@code
 * bestAlone} (the simulator's fair-sco) the one that would be best for its tenant with half of the
 * GPUs for inference and half for retraining. {@code inferenceOnly} retrains nothing.
 *
 * <p><b>Example.</b> Three tenants on one GPU: each of six jobs begins with a sixth. A retraining
 * that would take 56 seconds there takes 28 on a third, which it has after stealing the rest of
 * another tenant's retraining; that one begins when the share is split at second 28.
 */
public final class ReleasedEkya {
  private static final int ROUNDS = 3;
  private static final double STEP = 0.25 / 3;

  private final List<ReleasedTenant> tenants;
  private final double gpus;

  /**
   * What comes of a window.
   *
   * @param accuracy mean over the window and the tenants
   * @param choices by tenant: what it was retrained with
   * @param shares by the second from which they hold
   */
  public record Outcome(
      double accuracy,
      List<Optional<ReleasedTenant.Choice>> choices,
      NavigableMap<Double, ReleasedShares> shares) {}

  /**
   * A window of these tenants.
   *
   * @param gpus how many GPUs they share
   */
  public ReleasedEkya(List<ReleasedTenant> tenants, double gpus) {
    this.tenants = List.copyOf(tenants);
    this.gpus = gpus;
  }

  /** The thief. */
  public Outcome thief() {
    double fair = gpus / (2 * tenants.size());
    ReleasedShares shares = ReleasedShares.equal(tenants.size(), fair, fair);
    List<Optional<ReleasedTenant.Choice>> picked = List.of();
    for (int round = 0; round < ROUNDS; round++) {
      ReleasedShares now = shares;
      picked = picked(i -> best(tenants.get(i), now.training()[i], now.inference()[i]));
      shares = stolen(picked);
    }
    return outcome(picked, shares);
  }

  /** All GPUs to inference. */
  public Outcome inferenceOnly() {
    ReleasedShares shares = ReleasedShares.equal(tenants.size(), 0, gpus / tenants.size());
    return outcome(picked(_ -> Optional.empty()), shares);
  }

  /** Half and half, with the most accurate candidate. */
  public Outcome naive() {
    double share = gpus / 4;
    return fair(
        picked(
            i ->
                tenants.get(i).candidates().stream()
                    .filter(c -> c.gpuSeconds() / share <= ReleasedRun.SECONDS)
                    .max(Comparator.comparingDouble(ReleasedTenant.Choice::after))));
  }

  /** Half and half, with the candidate that would be best if the tenant were alone. */
  public Outcome bestAlone() {
    return fair(picked(i -> best(tenants.get(i), gpus / 2, gpus / 2)));
  }

  private List<Optional<ReleasedTenant.Choice>> picked(
      IntFunction<Optional<ReleasedTenant.Choice>> pick) {
    return IntStream.range(0, tenants.size()).mapToObj(pick).toList();
  }

  /** The candidate that is best for the tenant if nobody else is there; of equals, the first. */
  private static Optional<ReleasedTenant.Choice> best(
      ReleasedTenant tenant, double training, double inference) {
    ReleasedShares shares = ReleasedShares.equal(1, training, inference);
    ToDoubleFunction<ReleasedTenant.Choice> alone =
        c -> ReleasedRun.of(List.of(tenant), List.of(Optional.of(c)), shares).accuracy();
    return tenant.candidates().stream()
        .reduce(
            (one, other) -> alone.applyAsDouble(other) > alone.applyAsDouble(one) ? other : one);
  }

  private Outcome fair(List<Optional<ReleasedTenant.Choice>> picked) {
    int retrainings = (int) picked.stream().filter(Optional::isPresent).count();
    double each = gpus / 2 / Math.max(1, retrainings);
    ReleasedShares shares = ReleasedShares.equal(tenants.size(), 0, gpus / 2 / tenants.size());
    Arrays.setAll(shares.training(), i -> picked.get(i).isPresent() ? each : 0);
    return outcome(picked, shares);
  }

  /** What the thief makes of equal shares: retrainings of all tenants first, then inferences. */
  private ReleasedShares stolen(List<Optional<ReleasedTenant.Choice>> picked) {
    int[] retrained =
        IntStream.range(0, picked.size()).filter(i -> picked.get(i).isPresent()).toArray();
    double[] fair = new double[retrained.length + tenants.size()];
    Arrays.fill(fair, gpus / fair.length);
    double[] stolen =
        new Thief(STEP, Thief.Patience.EVERY_AMOUNT)
            .steal(fair, jobs -> outcome(picked, shares(jobs, retrained)).accuracy());
    return shares(stolen, retrained);
  }

  private ReleasedShares shares(double[] jobs, int[] retrained) {
    ReleasedShares shares = ReleasedShares.equal(tenants.size(), 0, 0);
    for (int k = 0; k < retrained.length; k++) {
      shares.training()[retrained[k]] = jobs[k];
    }
    Arrays.setAll(shares.inference(), i -> jobs[retrained.length + i]);
    return shares;
  }

  private Outcome outcome(List<Optional<ReleasedTenant.Choice>> picked, ReleasedShares shares) {
    ReleasedRun run = ReleasedRun.of(tenants, picked, shares);
    return new Outcome(run.accuracy(), picked, run.shares());
  }
}
