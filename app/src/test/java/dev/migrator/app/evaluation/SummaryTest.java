package dev.migrator.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.app.evaluation.EvaluationAnswer.MeanAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.PolicyAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.VariantAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.WorseAnswer;
import dev.migrator.app.evaluation.JobResult.Score;
import dev.migrator.app.scenario.Scenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sums against numbers counted by hand. */
class SummaryTest {
  private static final Variant PLAIN = Variant.unchanged(List.of());

  private final List<Case> cases = new ArrayList<>();
  private final List<JobResult> results = new ArrayList<>();

  @Test
  void comparesPoliciesCaseByCase() {
    given(caseOf("one", "bursty", PLAIN), 200, 100, 80);
    given(caseOf("two", "smooth", PLAIN), 200, 100, 125);

    MeanAnswer all = mean(summary(), "", "");
    assertThat(all.relative().mean()).isCloseTo(1, within(1e-12));
    assertThat(all.relative().samples()).isEqualTo(2);
    // √(80/200 * 125/200) = 0.5
    assertThat(all.ofBound().mean()).isCloseTo(0.5, within(1e-12));
    // s = ln 1.25 √2, so half = t(0.975, 1) ln 1.25 = 12.7062 * 0.2231436 = 2.835306.
    assertThat(all.relative().high()).isCloseTo(Math.exp(2.835306), within(1e-3));
  }

  @Test
  void sumsUpByLabel() {
    given(caseOf("one", "bursty", PLAIN), 200, 100, 80);
    given(caseOf("two", "smooth", PLAIN), 200, 100, 125);

    EvaluationAnswer answer = summary();
    assertThat(mean(answer, "pattern", "bursty").relative().mean()).isCloseTo(0.8, within(1e-12));
    assertThat(mean(answer, "pattern", "smooth").relative().mean()).isCloseTo(1.25, within(1e-12));
  }

  @Test
  void tellsWhereTheReferenceIsWorseAndByHowMuch() {
    given(caseOf("one", "bursty", PLAIN), 200, 100, 80);
    given(caseOf("two", "smooth", PLAIN), 200, 100, 125);

    assertThat(summary().worse())
        .singleElement()
        .satisfies(
            worse -> {
              assertThat(worse.scenario()).isEqualTo("two");
              assertThat(worse.policy()).isEqualTo("static");
              assertThat(worse.by()).isCloseTo(0.25, within(1e-12));
            });
  }

  @Test
  void countsTheSeedsInWhichTheReferenceIsWorse() {
    Case first = caseOf("one", "bursty", PLAIN);
    given(first, 200, 100, 121);
    given(withSeed(8, first), 200, 100, 100);
    given(withSeed(9, first), 200, 100, 98);

    WorseAnswer worse = summary().worse().getFirst();
    assertThat(worse.seedsWorse()).isEqualTo(1);
    assertThat(worse.seeds()).isEqualTo(3);
    assertThat(worse.by()).isCloseTo(Math.cbrt(1.21 * 0.98) - 1, within(1e-12));
  }

  @Test
  void knowingTheFutureIsNotCountedAsWorse() {
    Case one = caseOf("one", "bursty", PLAIN);
    given(one, 200, 100, 80);
    add(one, "clairvoyant", 150.0, score(1_000, 5));

    assertThat(summary("migrator", "static", "clairvoyant").worse()).isEmpty();
  }

  @Test
  void meansOverSeedsStandInTheScenariosRow() {
    Case first = caseOf("one", "bursty", PLAIN);
    given(first, 200, 100, 80);
    given(withSeed(8, first), 300, 120, 108);

    var scenario = summary().scenarios().getFirst();
    assertThat(scenario.seeds()).containsExactly(7L, 8L);
    assertThat(scenario.upperBound()).isEqualTo(250);
    PolicyAnswer row = scenario.policies().get(1);
    assertThat(row.policy()).isEqualTo("static");
    assertThat(row.goodput()).isEqualTo(94);
    assertThat(row.relative()).isCloseTo(Math.sqrt(0.8 * 0.9), within(1e-12));
    assertThat(row.sloAttainment()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void runsThatAreMissingAreLeftOut() {
    Case one = caseOf("one", "bursty", PLAIN);
    cases.add(one);
    add(one, "migrator", 100.0, score(1_000, 5));
    given(caseOf("two", "smooth", PLAIN), 200, 100, 125);

    MeanAnswer all = mean(summary(), "", "");
    assertThat(all.relative().samples()).isEqualTo(1);
    assertThat(all.relative().mean()).isCloseTo(1.25, within(1e-12));
  }

  @Test
  void aBoundThatIsNotKnownIsNoNumber() {
    Case one = caseOf("one", "bursty", PLAIN);
    cases.add(one);
    add(one, "migrator", 100.0, score(1_000, 5));
    add(one, Job.BOUND, null, null);

    assertThat(summary().scenarios().getFirst().upperBound()).isNull();
    assertThat(summary().means().getFirst().ofBound().samples()).isZero();
  }

  @Test
  void aVariantIsComparedToTheSameCaseWithoutIt() {
    given(caseOf("one", "bursty", PLAIN), 200, 100, 80);
    varied(1_000, 12);

    VariantAnswer variant = summary().variants().getFirst();
    assertThat(variant.name()).isEqualTo("slow");
    assertThat(variant.relative().mean()).isCloseTo(0.9, within(1e-12));
    assertThat(variant.ofBound().mean()).isCloseTo(0.45, within(1e-12));
    assertThat(variant.overheadSeconds()).isEqualTo(12);
    assertThat(variant.unchangedOverheadSeconds()).isEqualTo(5);
  }

  @Test
  void aVariantWithOtherRequestsIsHeldOnlyAgainstItsBound() {
    given(caseOf("one", "bursty", PLAIN), 200, 100, 80);
    varied(999, 12);

    assertThat(summary().variants().getFirst().relative().samples()).isZero();
    assertThat(summary().variants().getFirst().ofBound().samples()).isEqualTo(1);
  }

  @Test
  void tablesNameWhatPreInitializationHides() {
    given(caseOf("one", "bursty", PLAIN), 200, 100, 80);
    Case one =
        caseOf("one", "bursty", Variant.of("without=reconfiguration.pre-initialization=false"));
    cases.add(one);
    add(one, "migrator", 90.0, score(1_000, 20));
    Case free = caseOf("one", "bursty", Variant.of("free=reconfiguration.start=0s"));
    cases.add(free);
    add(free, "migrator", 105.0, score(1_000, 0));

    assertThat(Markdown.of(summary()))
        .contains("hides 75 % of the reconfiguration overhead: 5 s a run instead of 20 s")
        .contains("Of the Goodput that starting workers costs without it, 14.3 %, it hides 67 %.");
  }

  @Test
  void tablesShowNamesAsTheyAre() {
    given(caseOf("50 % | %d more", "bursty", PLAIN), 200, 100, 125);

    assertThat(Markdown.of(summary()))
        .contains("\n### 50 % | %d more\n")
        .contains("\n| 50 % \\| %d more | static | 25.00 % | 1 of 1 |\n")
        .contains("\n| 50 % \\| %d more | 1.000 | 1.250 |\n");
  }

  private void varied(long requests, double overhead) {
    Case one = caseOf("one", "bursty", Variant.of("slow=planning.replan=200s"));
    cases.add(one);
    add(one, "migrator", 90.0, score(requests, overhead));
  }

  private void given(Case one, double bound, double migrator, double other) {
    cases.add(one);
    add(one, Job.BOUND, bound, null);
    add(one, "migrator", migrator, score(1_000, 5));
    add(one, "static", other, score(1_000, 5));
  }

  private void add(Case one, String work, @Nullable Double goodput, @Nullable Score score) {
    results.add(JobResult.of(Job.of(one, work, Optional.empty(), "build"), goodput, 1, score));
  }

  private EvaluationAnswer summary() {
    return summary("migrator", "static");
  }

  private EvaluationAnswer summary(String... policies) {
    Evaluation evaluation = new Evaluation(cases, List.of(policies), Optional.empty());
    return Summary.of(new Results(evaluation, results, List.of(), 0));
  }

  private static MeanAnswer mean(EvaluationAnswer answer, String label, String value) {
    return answer.means().stream()
        .filter(m -> m.label().equals(label) && m.value().equals(value))
        .filter(m -> m.policy().equals("static"))
        .findFirst()
        .orElseThrow();
  }

  private static Score score(long requests, double overhead) {
    return new Score(requests, requests / 2, 0.8, 1, 1, overhead, 2 * overhead, 0);
  }

  private static Case withSeed(long seed, Case like) {
    return new Case(scenario(like.scenario(), "bursty").withSeed(seed), PLAIN, "file");
  }

  private static Case caseOf(String name, String pattern, Variant variant) {
    return new Case(scenario(name, pattern), variant, "file");
  }

  private static Scenario scenario(String name, String pattern) {
    String text =
        """
        name: %s
        labels: {pattern: %s}
        gpus: {model: A100-80GB}
        windows: {count: 1}
        seed: 7
        tenants:
          - {name: a, model: bert, slo: 200ms, arrivals: {generate: steady, mean: 10/s}}
        """
            .formatted(name, pattern);
    return ScenarioFile.parse(name, text, List.of());
  }
}
