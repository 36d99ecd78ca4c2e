package dev.migrator.app.explain;

import dev.migrator.app.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation as text for people. */
public final class ExplanationText {
  private static final int WIDTH = 100;
  private static final double NOTHING = 1e-6;

  private final Explanation of;

  private ExplanationText(Explanation of) {
    this.of = of;
  }

  /** The text, in sections; it ends with a line break. */
  public static String of(Explanation explanation) {
    ExplanationText text = new ExplanationText(explanation);
    List<String> sections = new ArrayList<>();
    sections.add(text.title() + wrapped(explanation.summary()));
    sections.add(text.changes());
    sections.add(text.drains());
    explanation.retrainings().forEach(retrained -> sections.add(text.retraining(retrained)));
    sections.add(text.switches());
    return String.join("\n", sections.stream().filter(s -> !s.isEmpty()).toList());
  }

  private String title() {
    return "%s, window %d, forecast %s\n\n"
        .formatted(of.problem().scenario(), of.problem().window(), of.problem().forecast());
  }

  private static String wrapped(String paragraph) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : paragraph.split(" ", -1)) {
      boolean breaks = column + 1 + word.length() > WIDTH;
      text.append(column == 0 ? "" : breaks ? "\n" : " ").append(word);
      column = breaks || column == 0 ? word.length() : column + 1 + word.length();
    }
    return text.append('\n').toString();
  }

  private String changes() {
    if (of.changes().isEmpty()) {
      return "";
    }
    Table table = new Table("#", "from", "ready", "to", "lost", "costs", "earns", "net", "change");
    Table others = new Table("#", "runner-up", "at most", "", "instead");
    boolean hasOthers = false;
    for (int i = 0; i < of.changes().size(); i++) {
      Explanation.Changed change = of.changes().get(i);
      table.row(
          i + 1,
          change.slot(),
          change.ready(),
          change.until(),
          Words.count(change.costs().requests()),
          Words.number(change.costs().value()),
          Words.signed(change.earns().value()),
          Words.signed(change.net()),
          change.what() + note(change));
      for (Explanation.Alternative other : change.runnersUp()) {
        others.row(
            i + 1,
            Words.signed(other.difference()),
            Words.signed(other.atMost()),
            said(other.verdict()),
            other.what());
        hasOthers = true;
      }
    }
    return """
    Changes of layout, each against the plan in which what was there stays until its slices are
    needed: requests lost and what they are worth until it is paid (inference is ready, retraining
    has ended); what it earns after that; net is the difference of the two plans.

    """
        + table
        + (hasOthers ? "\n" + runnersUp() + others : "");
  }

  private static String runnersUp() {
    return """
    What would be done instead: the best plan found that never has the change's instances, its
    value less the plan's, and what that difference is at most for any such plan.

    """;
  }

  private static String note(Explanation.Changed change) {
    if (Math.abs(change.earns().value()) < NOTHING && change.costs().value() < NOTHING) {
      return " (spare: earns only if more arrives than expected)";
    }
    return Math.abs(change.floors()) < NOTHING
        ? ""
        : " (and floors: %s)".formatted(Words.signed(change.floors()));
  }

  private static String slots(int from, int to) {
    return from + "-" + to;
  }

  private static String said(Verdict verdict) {
    return switch (verdict) {
      case WORSE -> "proven worse";
      case OPEN -> "not proven";
      case BETTER -> "better!";
      case EQUAL -> "as good";
    };
  }

  private String drains() {
    if (of.drains().isEmpty()) {
      return "";
    }
    Table table = new Table("slot", "costs", "ends and leaves its slices idle");
    for (Explanation.Drained drained : of.drains()) {
      Explanation.Instance i = drained.instance();
      table.row(
          drained.slot(),
          Words.number(drained.costs()),
          "%s@%d of %s".formatted(i.profile(), i.start(), i.tenant()));
    }
    return table.toString();
  }

  private String retraining(Explanation.Retrained retrained) {
    Explanation.Instance i = retrained.instance();
    String head =
        "Retraining %s (%s on %s@%d, slots %s), had something else been done:\n\n"
            .formatted(
                i.tenant(),
                i.choice(),
                i.profile(),
                i.start(),
                slots(retrained.from(), retrained.to()));
    Table table = new Table("instead", "value", "difference", "at most", "");
    for (Explanation.Alternative other : retrained.alternatives()) {
      table.row(
          other.what(),
          Words.number(other.value()),
          Words.signed(other.difference()),
          Words.signed(other.atMost()),
          said(other.verdict()));
    }
    return head + table;
  }

  private String switches() {
    Table table =
        new Table("switch", "with", "without", "contributes", "%", "gap %", "", "switched off");
    for (Explanation.Switched one : of.switches()) {
      table.row(
          one.name(),
          Words.number(one.with()),
          Words.number(one.without()),
          Words.signed(one.contributes()),
          String.format(Locale.ROOT, "%+.2f", one.percent()),
          String.format(Locale.ROOT, "%.2f", 100 * one.gap()),
          proof(one),
          one.off() + (one.judged().isEmpty() ? "" : "; valued " + one.judged()));
    }
    return """
    What each switch contributes to what the planner migrator finds here, %s: that less what it
    finds without. Proven: no plan without the switch reaches it; else the difference may be what
    the planner missed, which is at most the gap.

    %s\
    """
        .formatted(Words.number(of.migrator()), table);
  }

  private static String proof(Explanation.Switched one) {
    return switch (one.verdict()) {
      case WORSE -> "proven";
      case OPEN -> one.judged().isEmpty() ? "not proven" : "";
      case BETTER -> "better without";
      case EQUAL -> "no difference";
    };
  }
}
