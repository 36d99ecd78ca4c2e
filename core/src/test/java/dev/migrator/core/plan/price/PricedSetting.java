package dev.migrator.core.plan.price;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Inference;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Everything a bound needs, retrainings on every site included. */
public final class PricedSetting {
  public final PlanningProblem problem;
  public final StateGraph graph;
  public final Walks walks;
  public final PricedBound bound;
  public final Cells everywhere;
  public final List<Domain> domains = new ArrayList<>();

  public PricedSetting(PlanningProblem problem) {
    this.problem = problem;
    this.graph = StateGraph.ofCounts(problem);
    Rewards rewards = new Rewards(graph, problem);
    this.walks = new Walks(problem, graph, rewards);
    this.everywhere = walks.relaxation().everywhere();
    double[] last = new double[problem.tenants().size()];
    for (int i = 0; i < last.length; i++) {
      last[i] = problem.tenants().get(i).accuracy();
      domains.add(Domain.all(choices(problem.tenants().get(i)), true, problem.slots()));
    }
    this.bound =
        new PricedBound(
            graph,
            rewards,
            Inference.exactly(walks.relaxation()),
            problem.tenants(),
            new Timeline(graph, problem.tenants(), problem.slots()),
            last);
  }

  private List<Choice> choices(TenantOutlook tenant) {
    List<Choice> choices = new ArrayList<>();
    for (int site = 0; site < graph.siteCount(); site++) {
      int setup = problem.setupSlots(graph.profileOf(site));
      for (RetrainingOption option : tenant.options()) {
        int length = setup + option.slots().getOrDefault(graph.profileOf(site), 99);
        if (length <= problem.slots()) {
          choices.add(new Choice(option, site, setup, length));
        }
      }
    }
    return choices;
  }

  public Prices prices(Random random, boolean none) {
    int n = problem.tenants().size();
    Prices prices =
        new Prices(
            new double[n][graph.siteCount()][problem.slots()],
            new double[n][problem.slots()],
            new double[n]);
    for (int i = 0; i < n && !none; i++) {
      for (int slot = 0; slot < problem.slots(); slot++) {
        prices.served()[i][slot] = random.nextDouble() * problem.tenants().get(i).arrivals()[slot];
        for (double[] site : prices.site()[i]) {
          site[slot] = 20 * random.nextDouble();
        }
      }
    }
    return prices;
  }

  /** Each retraining that a domain allows, or none, alone. */
  public static List<Domain> each(Domain domain) {
    List<Domain> each = new ArrayList<>();
    for (int k = 0; k < domain.choiceCount(); k++) {
      for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
        each.add(domain.only(k, begin, begin));
      }
    }
    if (domain.mayDoNothing()) {
      each.add(domain.onlyNothing());
    }
    return each;
  }
}
