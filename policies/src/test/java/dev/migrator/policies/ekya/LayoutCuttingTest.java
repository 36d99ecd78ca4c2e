package dev.migrator.policies.ekya;

import static dev.migrator.policies.ekya.EkyaCases.cut;
import static dev.migrator.policies.ekya.EkyaCases.instance;
import static dev.migrator.policies.ekya.EkyaCases.retrainable;
import static dev.migrator.policies.ekya.EkyaCases.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Gpus;
import dev.migrator.policies.ekya.Holding.Job;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shares rounded to layouts of an A100. */
final class LayoutCuttingTest {
  private static final PlanningProblem TWO =
      cut(
          List.of(
              retrainable(Gpus.A100, tenant(Gpus.A100, "a", 3), 2, 0.9),
              tenant(Gpus.A100, "b", 3)));
  private static final List<Layout> MAXIMAL = Layout.maximal(TWO.placements());

  @Test
  void roundsToTheLayoutToWhoseSharesLeastIsMissing() {
    List<Holding> holdings = first(wishes(0.5, 0.1, 0.4));
    assertThat(slices(holdings, 0, Job.INFERENCE)).isEqualTo(3);
    assertThat(slices(holdings, 0, Job.RETRAINING)).isEqualTo(1);
    assertThat(slices(holdings, 1, Job.INFERENCE)).isEqualTo(3);
  }

  @Test
  void givesAnInferenceSeveralInstancesWhereOneIsNotEnough() {
    List<Holding> holdings = first(wishes(6 / 7.0, 0, 1 / 7.0));
    assertThat(slices(holdings, 0, Job.INFERENCE)).isEqualTo(6);
    assertThat(slices(holdings, 1, Job.INFERENCE)).isEqualTo(1);
  }

  @Test
  void leavesNobodyOutInOneOfTheForms() {
    List<List<Holding>> cuts = cutting().cuts(wishes(0.95, 0, 0.05));
    assertThat(cuts.getFirst()).as("least is missing").allMatch(holding -> holding.client() == 0);
    assertThat(cuts).anyMatch(cut -> slices(cut, 1, Job.INFERENCE) > 0);
  }

  @Test
  void leavesFixedPlacementsAloneAndPresentOnesWhereTheyAre() {
    Holding present = new Holding(instance("2g", 2), 1, Job.INFERENCE);
    Wishes wishes =
        new Wishes(
            0,
            new Shares(new double[] {2 / 7.0, 2 / 7.0}, new double[2], new int[2]),
            List.of(instance("3g", 4)),
            List.of(present),
            false);
    assertThat(first(wishes))
        .containsExactlyInAnyOrder(present, new Holding(instance("2g", 0), 0, Job.INFERENCE));
  }

  @Test
  void movesNothingWhereEverythingPresentHasToStay() {
    List<Holding> present =
        List.of(
            new Holding(instance("1g", 0), 1, Job.INFERENCE),
            new Holding(instance("3g", 4), 0, Job.INFERENCE));
    Wishes wishes =
        new Wishes(0, wishes(0.1, 0.3, 0.6).shares(), List.of(), present, false).keepingPresent();
    assertThat(cutting().cuts(wishes)).isNotEmpty().allMatch(cut -> cut.containsAll(present));
  }

  @Test
  void missesNoMoreThanAnyLayoutWouldWithOneInstanceForEachJob() {
    Random random = new Random(11);
    for (int round = 0; round < 100; round++) {
      double[] shares = random.doubles(3, 0.01, 1).toArray();
      double sum = Arrays.stream(shares).sum();
      Wishes wishes = wishes(shares[0] / sum, shares[1] / sum, shares[2] / sum);
      double ours = missing(first(wishes), wishes);
      double least =
          Layout.all(TWO.placements()).stream()
              .mapToDouble(layout -> leastMissing(layout.placements(), wishes))
              .min()
              .orElse(0);
      assertThat(ours).isLessThan(least + 2e-3);
    }
  }

  @Test
  void shareOfAProfileIsItsPartOfTheComputeSlices() {
    assertThat(Client.share(Gpus.A100, Gpus.A100.profile("3g"))).isCloseTo(3 / 7.0, within(1e-12));
  }

  /** The least over all ways to give each of the three jobs one of the instances, or none. */
  private static double leastMissing(List<Placement> places, Wishes wishes) {
    double least = Double.MAX_VALUE;
    int n = places.size() + 1;
    for (int code = 0; code < n * n * n; code++) {
      int[] seat = {code % n, code / n % n, code / n / n};
      if (Arrays.stream(seat).filter(s -> s > 0).distinct().count()
          == Arrays.stream(seat).filter(s -> s > 0).count()) {
        double[] wished = wished(wishes);
        double missing = 0;
        for (int job = 0; job < 3; job++) {
          double share =
              seat[job] == 0 ? 0 : Client.share(Gpus.A100, places.get(seat[job] - 1).profile());
          missing += Math.max(0, wished[job] - share);
        }
        least = Math.min(least, missing);
      }
    }
    return least;
  }

  private static double missing(List<Holding> holdings, Wishes wishes) {
    double[] wished = wished(wishes);
    int[] slices = {
      slices(holdings, 0, Job.INFERENCE),
      slices(holdings, 0, Job.RETRAINING),
      slices(holdings, 1, Job.INFERENCE)
    };
    double missing = 0;
    for (int job = 0; job < 3; job++) {
      missing += Math.max(0, wished[job] - slices[job] / 7.0);
    }
    return missing;
  }

  private static double[] wished(Wishes wishes) {
    Shares shares = wishes.shares();
    return new double[] {shares.inference()[0], shares.training()[0], shares.inference()[1]};
  }

  private static int slices(List<Holding> holdings, int client, Job job) {
    return holdings.stream()
        .filter(holding -> holding.client() == client && holding.job() == job)
        .mapToInt(holding -> holding.placement().profile().computeSlices())
        .sum();
  }

  private static Wishes wishes(double infersA, double trainsA, double infersB) {
    Shares shares =
        new Shares(new double[] {infersA, infersB}, new double[] {trainsA, 0}, new int[] {50, 0});
    return new Wishes(0, shares, List.of(), List.of(), false);
  }

  private static List<Holding> first(Wishes wishes) {
    return cutting().cuts(wishes).getFirst();
  }

  private static LayoutCutting cutting() {
    List<Client> clients =
        TWO.tenants().stream().map(t -> new Client(TWO, t, MeanOver.REQUESTS)).toList();
    return new LayoutCutting(TWO, clients, MAXIMAL, 0.1);
  }
}
