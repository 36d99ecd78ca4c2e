package dev.migrator.app.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of an evaluation: a result for each job that did not fail. */
public final class Results {
  private final Evaluation evaluation;
  private final List<Failure> failures;
  private final int computed;
  private final Map<Key, JobResult> byJob = new HashMap<>();

  /** What a result is looked up by. */
  private record Key(String scenario, String variant, long seed, String work) {}

  Results(Evaluation evaluation, List<JobResult> results, List<Failure> failures, int computed) {
    this.evaluation = evaluation;
    this.failures = List.copyOf(failures);
    this.computed = computed;
    for (JobResult result : results) {
      byJob.put(new Key(result.scenario(), result.variant(), result.seed(), result.work()), result);
    }
  }

  /** What was asked for. */
  public Evaluation evaluation() {
    return evaluation;
  }

  /** The jobs that failed. */
  public List<Failure> failures() {
    return failures;
  }

  /** Jobs whose results were not kept from before. */
  public int computed() {
    return computed;
  }

  Optional<JobResult> of(Case one, String work) {
    return of(one, one.variant().name(), work);
  }

  /** Goodput over that of another policy on the same requests, for each case that has both. */
  List<Double> ratios(List<Case> cases, String policy, String other) {
    List<Double> ratios = new ArrayList<>();
    for (Case one : cases) {
      ratio(goodput(of(one, policy)), goodput(of(one, other))).ifPresent(ratios::add);
    }
    return ratios;
  }

  /** Goodput over the bound on it, for each case that has both. */
  List<Double> sharesOfBound(List<Case> cases, String policy) {
    List<Double> ratios = new ArrayList<>();
    for (Case one : cases) {
      ratio(goodput(of(one, policy)), goodput(bound(one, policy))).ifPresent(ratios::add);
    }
    return ratios;
  }

  /**
   * A variant's Goodput over that of the same scenario and seed without it, for each case that has
   * both and the same requests in both.
   */
  List<Double> toUnchanged(List<Case> cases, String policy) {
    List<Double> ratios = new ArrayList<>();
    for (Case one : cases) {
      Optional<JobResult> varied = of(one, policy);
      Optional<JobResult> plain = unchanged(one);
      if (requests(varied) == requests(plain)) {
        ratio(goodput(varied), goodput(plain)).ifPresent(ratios::add);
      }
    }
    return ratios;
  }

  /** What the policy that is varied did without the variant. */
  Optional<JobResult> unchanged(Case one) {
    return of(one, "", Variant.VARIED);
  }

  private Optional<JobResult> bound(Case one, String policy) {
    String work = Job.boundOn(policy);
    boolean hasItsOwn = one.variant().isUnchanged() || one.variant().changesTheWorld();
    return of(one, hasItsOwn ? one.variant().name() : "", work);
  }

  private Optional<JobResult> of(Case one, String variant, String work) {
    return Optional.ofNullable(byJob.get(new Key(one.scenario(), variant, one.seed(), work)));
  }

  private static Optional<Double> goodput(Optional<JobResult> result) {
    return result.flatMap(r -> Optional.ofNullable(r.goodput()));
  }

  private static long requests(Optional<JobResult> result) {
    return result.flatMap(r -> Optional.ofNullable(r.score())).map(s -> s.requests()).orElse(-1L);
  }

  private static Optional<Double> ratio(Optional<Double> value, Optional<Double> base) {
    return value.flatMap(v -> base.filter(b -> b > 0).map(b -> v / b));
  }
}
