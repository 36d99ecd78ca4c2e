package dev.migrator.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Real traces, where they are at hand, and the generators that are like them. */
class RealTracesTest {
  private static final String TWITTER = "twitter_2018_04_days_01_10_per_second.txt.gz";
  private static final String CODE = "azure_llm_2023_code_first_half.csv.gz";
  private static final String CONV = "azure_llm_2023_conv_first_half.csv.gz";

  @Test
  void readsTenDaysOfTwitter() {
    TraceStatistics real = statistics(TWITTER, TraceFormat.COUNTS_PER_SECOND);

    assertThat(real.seconds()).isEqualTo(864_000);
    assertThat(real.total()).isEqualTo(55_107_643);
    assertThat(real.mean()).isCloseTo(63.78, within(0.005));
    assertThat(real.longestZeros()).isEqualTo(1_740);
    assertThat(real.maximum()).isEqualTo(365);
  }

  @Test
  void readsAzureLlm() {
    assertThat(statistics(CODE, TraceFormat.AZURE_LLM).total()).isEqualTo(4_409);
    assertThat(statistics(CONV, TraceFormat.AZURE_LLM).total()).isEqualTo(9_682);
    assertThat(statistics(CONV, TraceFormat.AZURE_LLM).seconds()).isEqualTo(1_745);
  }

  @Test
  void repeatsAzureLlmOverTenWindows() {
    Path file = file(CODE);

    int[] counts = Trace.slice(file, TraceFormat.AZURE_LLM, 1_000, 2_000, true);

    int[] once = Trace.slice(file, TraceFormat.AZURE_LLM, 0, 1_424, false);
    for (int i = 0; i < counts.length; i++) {
      assertThat(counts[i]).isEqualTo(once[(1_000 + i) % 1_424]);
    }
  }

  @Test
  void likeTwitterIsLikeTwitter() {
    isLike(Lifelike.TWITTER, statistics(TWITTER, TraceFormat.COUNTS_PER_SECOND), 0.01);
  }

  @Test
  void likeAzureIsLikeAzure() {
    isLike(Lifelike.AZURE_CODE, statistics(CODE, TraceFormat.AZURE_LLM), 0.04);
    isLike(Lifelike.AZURE_CONV, statistics(CONV, TraceFormat.AZURE_LLM), 0.01);
  }

  private static void isLike(Lifelike generator, TraceStatistics real, double distance) {
    GeneratorFit fit = GeneratorFit.of(generator, real);

    assertThat(fit.distance()).isLessThan(distance);
    assertThat(fit.shown().mean()).isCloseTo(real.mean(), within(0.03 * real.mean()));
    assertThat(fit.shown().peakToMean())
        .isCloseTo(real.peakToMean(), within(0.05 * real.peakToMean()));
  }

  private static TraceStatistics statistics(String name, TraceFormat format) {
    try (Trace trace = Trace.open(file(name), format)) {
      return TraceStatistics.of(trace);
    }
  }

  private static Path file(String name) {
    Path file = Path.of(System.getProperty("migrator.shared", ""), "traces", name);
    assumeTrue(Files.exists(file), () -> "needs the trace " + name + " in the shared folder");
    return file;
  }
}
