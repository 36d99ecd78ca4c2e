package dev.migrator.app.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan's explanation in one paragraph. */
final class Summary {
  private static final double PERCENT = 100;

  /** Below this a contribution is not worth a word. */
  private static final double LEAST_PERCENT = 0.05;

  private final Explanation of;

  private Summary(Explanation of) {
    this.of = of;
  }

  static String of(Explanation explanation) {
    Summary summary = new Summary(explanation);
    List<String> sentences = new ArrayList<>();
    sentences.add(summary.worth());
    summary.migrator().ifPresent(sentences::add);
    sentences.add(summary.changes());
    explanation.retrainings().forEach(retrained -> sentences.add(summary.retraining(retrained)));
    summary.switches().ifPresent(sentences::add);
    return String.join(" ", sentences);
  }

  private String worth() {
    String gap = String.format(Locale.ROOT, "%.2f %%", PERCENT * of.gap());
    return "In this window of %d slots the plan of %s is worth %s correct timely answers; no plan is worth more than %s (gap %s)."
        .formatted(
            of.slots(), of.planner(), Words.number(of.value()), Words.number(of.bound()), gap);
  }

  /** What the planner migrator finds, if that is not this plan. */
  private Optional<String> migrator() {
    double more = of.migrator() - of.value();
    return Verdict.of(of.value(), of.migrator(), of.migrator()) == Verdict.EQUAL
        ? Optional.empty()
        : Optional.of(
            "The planner migrator finds one of %s here (%s), and what else could be done below is planned by it."
                .formatted(Words.number(of.migrator()), Words.signed(more)));
  }

  private String changes() {
    if (of.changes().isEmpty()) {
      return "It changes nothing.";
    }
    long begins = of.changes().stream().filter(c -> c.slot() == 0).count();
    double lost = of.changes().stream().mapToDouble(c -> c.costs().requests()).sum();
    double costs = of.changes().stream().mapToDouble(c -> c.costs().value()).sum();
    double earns = of.changes().stream().mapToDouble(c -> c.earns().value()).sum();
    return "It makes %s of layout%s; each held against the plan without it, together they cost %s requests (worth %s) and earn %s."
        .formatted(
            counted(of.changes().size(), "change"),
            begins == 0 ? "" : ", %d of them in slot 0".formatted(begins),
            Words.count(lost),
            Words.number(costs),
            Words.number(earns));
  }

  private static String counted(int count, String what) {
    return count == 1 ? "1 " + what : count + " " + what + "s";
  }

  private String retraining(Explanation.Retrained retrained) {
    Explanation.Instance instance = retrained.instance();
    String sentence =
        "The retraining of %s with %s on %s from slot %d to %d lifts accuracy from %s to %s for %s requests, worth %s"
            .formatted(
                instance.tenant(),
                instance.choice(),
                instance.profile(),
                retrained.from(),
                retrained.to(),
                accuracy(retrained.accuracyBefore()),
                accuracy(retrained.accuracyAfter()),
                Words.count(retrained.better().requests()),
                Words.number(retrained.better().value()));
    return sentence + slices(retrained) + nextBest(retrained) + ".";
  }

  private static String slices(Explanation.Retrained retrained) {
    return retrained.slicesWorth() < 0
        ? ""
        : "; its slices could have earned inference at most "
            + Words.number(retrained.slicesWorth());
  }

  private static String nextBest(Explanation.Retrained retrained) {
    if (retrained.alternatives().isEmpty()) {
      return "";
    }
    Explanation.Alternative first = retrained.alternatives().getFirst();
    return "; %s: %s (%s)"
        .formatted(
            first.verdict() == Verdict.BETTER ? "better" : "next best",
            first.what(),
            Words.signed(first.difference()));
  }

  private static String accuracy(double accuracy) {
    return String.format(Locale.ROOT, "%.3f", accuracy);
  }

  /** The switches that contribute most. */
  private Optional<String> switches() {
    List<String> most =
        of.switches().stream()
            .filter(s -> s.judged().isEmpty() && Math.abs(s.percent()) >= LEAST_PERCENT)
            .sorted(Comparator.comparingDouble(s -> -s.contributes()))
            .map(s -> String.format(Locale.ROOT, "%s %+.2f %%", s.name(), s.percent()))
            .toList();
    return most.isEmpty()
        ? Optional.empty()
        : Optional.of("What contributes most: " + String.join(", ", most) + ".");
  }
}
