package dev.migrator.app.evaluation;

import dev.migrator.app.evaluation.EvaluationAnswer.MeanAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.PolicyAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.ScenarioAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.VariantAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.WorseAnswer;
import dev.migrator.app.evaluation.JobResult.Score;
import dev.migrator.app.policy.Policies;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sums up results. Policies are compared on the same requests, case by case; a case that one of the
 * two did not end is left out. The reference is {@code migrator}, or the first policy where that
 * one is not among them.
 */
public final class Summary {
  private final Results results;
  private final List<String> policies;
  private final String reference;
  private final List<Case> cases;

  private Summary(Results results) {
    this.results = results;
    this.policies = results.evaluation().policies();
    this.reference = policies.contains(Variant.VARIED) ? Variant.VARIED : policies.getFirst();
    this.cases =
        results.evaluation().cases().stream().filter(c -> c.variant().isUnchanged()).toList();
  }

  /** The summary of these results. */
  public static EvaluationAnswer of(Results results) {
    return new Summary(results).answer();
  }

  private EvaluationAnswer answer() {
    return new EvaluationAnswer(
        reference,
        policies,
        by(cases, Case::scenario).values().stream().map(this::scenario).toList(),
        means(),
        worse(),
        by(varied(), one -> one.variant().name()).values().stream().map(this::variant).toList(),
        results.failures());
  }

  private List<Case> varied() {
    return results.evaluation().cases().stream().filter(c -> !c.variant().isUnchanged()).toList();
  }

  private static SequencedMap<String, List<Case>> by(List<Case> cases, Function<Case, String> key) {
    SequencedMap<String, List<Case>> groups = new LinkedHashMap<>();
    cases.forEach(one -> groups.computeIfAbsent(key.apply(one), _ -> new ArrayList<>()).add(one));
    return groups;
  }

  private ScenarioAnswer scenario(List<Case> seeds) {
    return new ScenarioAnswer(
        seeds.getFirst().scenario(),
        seeds.getFirst().labels(),
        seeds.stream().map(Case::seed).toList(),
        bound(seeds, Job.BOUND),
        bound(seeds, Job.MPS_BOUND),
        policies.stream().flatMap(policy -> policy(seeds, policy).stream()).toList());
  }

  private @Nullable Double bound(List<Case> seeds, String work) {
    List<JobResult> bounds = ended(seeds, work);
    boolean isKnown = bounds.size() == seeds.size() && bounds.stream().allMatch(Summary::isKnown);
    return isKnown ? (Double) mean(bounds, Summary::goodput) : null;
  }

  private Optional<PolicyAnswer> policy(List<Case> seeds, String policy) {
    List<JobResult> runs = ended(seeds, policy);
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyAnswer(
            policy,
            runs.size(),
            mean(runs, of(Score::requests)),
            mean(runs, Summary::goodput),
            GeometricMean.of(results.ratios(seeds, policy, reference)).mean(),
            GeometricMean.of(results.sharesOfBound(seeds, policy)).mean(),
            mean(runs, of(Score::attainment)),
            mean(runs, of(Score::meanAccuracy)),
            mean(runs, of(Score::retrainings)),
            mean(runs, of(Score::reconfigurations)),
            mean(runs, of(Score::overheadSeconds)),
            mean(runs, of(Score::setupSeconds)),
            Math.round(runs.size() * mean(runs, of(Score::refusedPlans))),
            mean(runs, JobResult::cpuSeconds)));
  }

  private List<MeanAnswer> means() {
    List<MeanAnswer> means = new ArrayList<>();
    policies.forEach(policy -> means.add(mean("", "", cases, policy)));
    for (String label : labels()) {
      Map<String, List<Case>> groups = by(labelled(label), one -> value(one, label));
      groups.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(g -> policies.forEach(p -> means.add(mean(label, g.getKey(), g.getValue(), p))));
    }
    return means;
  }

  private TreeSet<String> labels() {
    TreeSet<String> labels = new TreeSet<>();
    cases.forEach(one -> labels.addAll(one.labels().keySet()));
    return labels;
  }

  private List<Case> labelled(String label) {
    return cases.stream().filter(one -> one.labels().containsKey(label)).toList();
  }

  private static String value(Case one, String label) {
    return one.labels().getOrDefault(label, "");
  }

  private MeanAnswer mean(String label, String value, List<Case> group, String policy) {
    return new MeanAnswer(
        label,
        value,
        policy,
        GeometricMean.of(results.ratios(group, policy, reference)),
        GeometricMean.of(results.sharesOfBound(group, policy)));
  }

  /** Knowing the future is no way to be better. */
  private List<WorseAnswer> worse() {
    List<WorseAnswer> worse = new ArrayList<>();
    for (List<Case> seeds : by(cases, Case::scenario).values()) {
      for (String policy : policies) {
        if (!policy.equals(reference) && !policy.equals(Policies.CLAIRVOYANT)) {
          worse(seeds, policy).ifPresent(worse::add);
        }
      }
    }
    worse.sort(Comparator.comparingDouble(WorseAnswer::by).reversed());
    return worse;
  }

  private Optional<WorseAnswer> worse(List<Case> seeds, String policy) {
    List<Double> ratios = results.ratios(seeds, policy, reference);
    Double mean = GeometricMean.of(ratios).mean();
    if (mean == null || mean <= 1) {
      return Optional.empty();
    }
    long count = ratios.stream().filter(ratio -> ratio > 1).count();
    return Optional.of(
        new WorseAnswer(seeds.getFirst().scenario(), policy, mean - 1, count, ratios.size()));
  }

  private VariantAnswer variant(List<Case> varied) {
    Variant variant = varied.getFirst().variant();
    return new VariantAnswer(
        variant.name(),
        variant.policy(),
        variant.settings().stream().map(s -> "%s=%s".formatted(s.key(), s.value())).toList(),
        GeometricMean.of(results.toUnchanged(varied, variant.policy())),
        GeometricMean.of(results.sharesOfBound(varied, variant.policy())),
        mean(ended(varied, variant.policy()), of(Score::overheadSeconds)),
        mean(
            varied.stream().flatMap(one -> results.unchanged(one).stream()).toList(),
            of(Score::overheadSeconds)));
  }

  private List<JobResult> ended(List<Case> group, String work) {
    return group.stream().flatMap(one -> results.of(one, work).stream()).toList();
  }

  private static boolean isKnown(JobResult result) {
    return result.goodput() != null;
  }

  private static double goodput(JobResult result) {
    Double goodput = result.goodput();
    return goodput == null ? 0 : goodput;
  }

  private static ToDoubleFunction<JobResult> of(ToDoubleFunction<Score> number) {
    return result -> {
      Score score = result.score();
      return score == null ? 0 : number.applyAsDouble(score);
    };
  }

  private static double mean(List<JobResult> results, ToDoubleFunction<JobResult> number) {
    return results.stream().mapToDouble(number).average().orElse(0);
  }
}
