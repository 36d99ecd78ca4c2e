package dev.migrator.core.plan.state;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be decided about retrainings, and what it makes of the horizon: the choices of each
 * tenant; given one for each, which sites are taken when and what answers are worth.
 */
public final class Decisions {
  private final PlanningProblem problem;
  private final StateGraph graph;
  private final List<Taken> taken;
  private final List<List<Choice>> choices;
  private final List<Domain> everything;

  /**
   * @param taken what others have; on a graph of placements
   */
  public Decisions(PlanningProblem problem, StateGraph graph, List<Taken> taken) {
    this.problem = problem;
    this.graph = graph;
    this.taken = taken;
    this.everything = problem.tenants().stream().map(this::everything).toList();
    this.choices = everything.stream().map(Domain::choices).toList();
  }

  /** By tenant: its retrainings on each site, without those that another one beats. */
  public List<List<Choice>> choices() {
    return choices;
  }

  private List<Choice> choicesOf(TenantOutlook tenant) {
    List<Choice> result = new ArrayList<>();
    if (running(tenant.name()).isPresent()) {
      return result;
    }
    for (RetrainingOption option : tenant.options()) {
      for (int site = 0; site < graph.siteCount(); site++) {
        Integer slots = option.slots().get(graph.profileOf(site));
        int setup = problem.setupSlots(graph.profileOf(site), option);
        boolean gains = tenant.mustRetrain() || option.accuracyAfter() > tenant.accuracy();
        if (slots != null && gains && setup + slots <= problem.rules().retrainBy()) {
          result.add(new Choice(option, site, setup, setup + slots));
        }
      }
    }
    return result.stream()
        .filter(choice -> tenant.mustRetrain() || result.stream().noneMatch(o -> o.beats(choice)))
        .toList();
  }

  private Optional<Inherited.Retraining> running(String tenant) {
    return problem.inherited().stream()
        .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
        .filter(r -> r.task().tenant().equals(tenant))
        .findFirst();
  }

  /** By tenant: everything that can be decided. */
  public List<Domain> everything() {
    return everything;
  }

  /** Each choice once for every stretch of begins at which nobody else is in its way. */
  private Domain everything(TenantOutlook tenant) {
    List<Domain.Begins> begins = new ArrayList<>();
    for (Choice choice : choicesOf(tenant)) {
      begins.addAll(free(choice));
    }
    return Domain.of(begins, begins.isEmpty() || !tenant.mustRetrain());
  }

  private List<Domain.Begins> free(Choice choice) {
    Placement placement = graph.placementsOf(choice.site()).getFirst();
    List<Taken> inTheWay =
        taken.stream()
            .filter(t -> t.placement().overlaps(placement))
            .sorted(Comparator.comparingInt(Taken::from))
            .toList();
    List<Domain.Begins> free = new ArrayList<>();
    int last = problem.rules().retrainBy() - choice.length();
    int earliest = 0;
    for (Taken other : inTheWay) {
      free.add(new Domain.Begins(choice, earliest, Math.min(last, other.from() - choice.length())));
      earliest = Math.max(earliest, other.to());
    }
    free.add(new Domain.Begins(choice, earliest, last));
    return free.stream().filter(begins -> begins.earliest() <= begins.latest()).toList();
  }

  /** The timeline without new retrainings. */
  public Timeline undisturbed() {
    Timeline timeline = besideOthers();
    for (int tenant = 0; tenant < choices.size(); tenant++) {
      continued(timeline, tenant);
    }
    return timeline;
  }

  /** By tenant: accuracy at the end without a new retraining. */
  public double[] lastAccuracies() {
    return problem.tenants().stream().mapToDouble(this::lastAccuracy).toArray();
  }

  /** The timeline of one retraining for each tenant, with prices of floors. */
  public Timeline timeline(List<Domain> decided, double[] floor) {
    Timeline timeline = besideOthers();
    for (int tenant = 0; tenant < decided.size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      continued(timeline, tenant);
      int k = decided.get(tenant).firstAllowed();
      double end = k < 0 ? lastAccuracy(outlook) : retrain(timeline, tenant, decided.get(tenant));
      timeline.earns(outlook.weight() * outlook.requestsAfter() * end);
      timeline.priceFloor(tenant, outlook, floor[tenant]);
    }
    return timeline;
  }

  private Timeline besideOthers() {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    taken.forEach(t -> timeline.take(graph.siteOf(t.placement()), t.from(), t.to()));
    return timeline;
  }

  /** A retraining that was running before. */
  private void continued(Timeline timeline, int tenant) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    outlook
        .renewal()
        .ifPresent(
            renewal ->
                timeline.worthFrom(tenant, renewal.slot(), outlook.weight() * renewal.accuracy()));
    running(outlook.name())
        .ifPresent(
            running -> {
              timeline.take(graph.siteOf(running.placement()), 0, running.endsAt());
              timeline.worthFrom(
                  tenant, running.endsAt(), outlook.weight() * running.accuracyAfter());
            });
  }

  private double lastAccuracy(TenantOutlook outlook) {
    return running(outlook.name())
        .filter(running -> running.endsAt() <= problem.slots())
        .map(Inherited.Retraining::accuracyAfter)
        .orElse(outlook.accuracyAt(problem.slots()));
  }

  /** The accuracy at the end with a new retraining. */
  private double retrain(Timeline timeline, int tenant, Domain decided) {
    int k = decided.firstAllowed();
    Choice choice = decided.choice(k);
    int begin = decided.earliest(k);
    int end = begin + choice.length();
    double after = choice.option().accuracyAfter();
    timeline.take(choice.site(), begin, end);
    timeline.worthFrom(tenant, end, problem.tenants().get(tenant).weight() * after);
    return after;
  }

  /** The slots and sites of one retraining for each tenant, and of those that were running. */
  public List<Block> blocks(List<Domain> decided) {
    List<Block> blocks = new ArrayList<>();
    for (Inherited instance : problem.inherited()) {
      if (instance instanceof Inherited.Retraining r) {
        Optional<Placement> where = Optional.of(r.placement());
        int site = graph.siteOf(r.placement());
        blocks.add(new Block(r.task(), site, 0, 0, r.endsAt(), where));
      }
    }
    for (int tenant = 0; tenant < decided.size(); tenant++) {
      int k = decided.get(tenant).firstAllowed();
      if (k >= 0) {
        Choice choice = decided.get(tenant).choice(k);
        blocks.add(block(tenant, choice, decided.get(tenant).earliest(k)));
      }
    }
    return blocks;
  }

  private Block block(int tenant, Choice choice, int begin) {
    return new Block(
        new Task.Retrain(problem.tenants().get(tenant).name(), choice.option().name()),
        choice.site(),
        begin,
        begin + choice.setup(),
        begin + choice.length(),
        Optional.empty());
  }
}
