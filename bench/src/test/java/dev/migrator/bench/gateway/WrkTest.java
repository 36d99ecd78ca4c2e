package dev.migrator.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read from wrk, and the quantiles of our own load. */
final class WrkTest {
  @Test
  void readsRateQuantilesAndFailures() {
    String text =
        """
          Latency Distribution
             50%  153.00us
             75%    1.00ms
             90%    2.10ms
             99%    1.52s
          1000 requests in 5.00s, 1.00MB read
          Non-2xx or 3xx responses: 7
        Requests/sec:  11353.80
        """;

    assertThat(Wrk.parse(text))
        .isEqualTo(new Wrk.Result(11353.8, 0.153, 1520, "Non-2xx or 3xx responses: 7"));
  }

  @Test
  void tellsAnswersRefusalsAndFailuresApart() {
    LoadResult result =
        new LoadResult(
            List.of(
                new LoadResult.Sample(200, false, 1_000_000),
                new LoadResult.Sample(200, false, 3_000_000),
                new LoadResult.Sample(503, true, 5_000_000),
                new LoadResult.Sample(503, false, 5_000_000),
                new LoadResult.Sample(504, false, 9_000_000)),
            1,
            0);

    assertThat(List.of(result.ok(), result.shed(), result.overdue(), result.failed()))
        .containsExactly(2L, 1L, 1L, 1L);
    assertThat(result.okMillis(0.5)).isEqualTo(1);
    assertThat(result.okMillis(0.99)).isEqualTo(3);
    assertThat(result.otherMillis(1)).isEqualTo(9);
  }
}
