package dev.migrator.policies.ekya;

import static dev.migrator.policies.ekya.EkyaCases.retrainable;
import static dev.migrator.policies.ekya.EkyaCases.share;
import static dev.migrator.policies.ekya.EkyaCases.shared;
import static dev.migrator.policies.ekya.EkyaCases.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Gpus;
import dev.migrator.policies.ekya.Holding.Job;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shares rounded to granules, and where they lie. */
final class ShareCuttingTest {
  private static final GpuModel GPU = Gpus.A100_MPS;
  private static final PlanningProblem TWO =
      shared(
          List.of(
              retrainable(GPU, tenant(GPU, "a", 3), 2, 0.9),
              retrainable(GPU, tenant(GPU, "b", 3), 2, 0.9)));

  @Test
  void putsRetrainingsRightTheLastToEndFirst() {
    Shares shares =
        new Shares(new double[] {0.3, 0.3}, new double[] {0.2, 0.2}, new int[] {30, 60});
    assertThat(first(shares, List.of()))
        .containsExactlyInAnyOrder(
            holding(share(4, 16), 1, Job.RETRAINING),
            holding(share(4, 12), 0, Job.RETRAINING),
            holding(share(6, 0), 0, Job.INFERENCE),
            holding(share(6, 6), 1, Job.INFERENCE));
  }

  @Test
  void keepsAsManyAsCanStay() {
    Holding stays = holding(share(6, 10), 1, Job.INFERENCE);
    Holding goes = holding(share(4, 16), 0, Job.INFERENCE);
    Shares shares = new Shares(new double[] {0.5, 0.3}, new double[] {0.2, 0}, new int[2]);
    assertThat(first(shares, List.of(), stays, goes))
        .containsExactlyInAnyOrder(
            stays,
            holding(share(4, 16), 0, Job.RETRAINING),
            holding(share(10, 0), 0, Job.INFERENCE));
  }

  @Test
  void movesWhatStandsInTheWay() {
    Holding present = holding(share(6, 3), 1, Job.INFERENCE);
    Shares shares = new Shares(new double[] {0.7, 0.3}, new double[2], new int[2]);
    assertThat(first(shares, List.of(), present))
        .containsExactlyInAnyOrder(
            holding(share(14, 0), 0, Job.INFERENCE), holding(share(6, 14), 1, Job.INFERENCE));
  }

  @Test
  void givesSeveralSharesWhereARunningRetrainingSplitsWhatIsFree() {
    Shares shares = new Shares(new double[] {0.6, 0.2}, new double[2], new int[2]);
    List<Holding> holdings = first(shares, List.of(share(4, 8)));
    assertThat(holdings.stream().mapToInt(h -> h.placement().profile().memorySlices()).sum())
        .isEqualTo(16);
    assertThat(holdings).noneMatch(h -> h.placement().overlaps(share(4, 8)));
    assertThat(holdings.stream().filter(h -> h.client() == 0)).hasSize(2);
  }

  @Test
  void leavesNobodyOutInOneOfTheForms() {
    Shares shares = new Shares(new double[] {0.99, 0.01}, new double[2], new int[2]);
    assertThat(cuts(shares, List.of()))
        .containsExactly(
            List.of(holding(share(20, 0), 0, Job.INFERENCE)),
            List.of(
                holding(share(19, 0), 0, Job.INFERENCE), holding(share(1, 19), 1, Job.INFERENCE)));
  }

  private static Holding holding(Placement place, int client, Job job) {
    return new Holding(place, client, job);
  }

  private static List<Holding> first(Shares shares, List<Placement> fixed, Holding... present) {
    return cuts(shares, fixed, present).getFirst();
  }

  private static List<List<Holding>> cuts(
      Shares shares, List<Placement> fixed, Holding... present) {
    List<Client> clients =
        TWO.tenants().stream().map(t -> new Client(TWO, t, MeanOver.REQUESTS)).toList();
    return new ShareCutting(TWO, clients)
        .cuts(new Wishes(0, shares, fixed, List.of(present), false));
  }
}
