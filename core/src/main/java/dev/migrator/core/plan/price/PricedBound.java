package dev.migrator.core.plan.price;

import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.Inference;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import java.util.Arrays;
import java.util.List;

/**
 * A bound on every plan whose retrainings lie in given domains, by prices that part inference from
 * the retrainings.
 *
 * <p><b>Goal.</b> One pass of {@link OccupancyBound} that bounds all combinations of retrainings at
 * once, and tells for each retraining how good a plan with it could be. <b>Constraints.</b> The
 * retrainings' sites must be free, and requests are worth what the retrainings make them worth.
 *
 * <p><b>Algorithm.</b> Lagrangian relaxation of both. <i>Sites:</i> inference leaves sites to
 * tenants as it likes, at most one a tenant and slot, earning a price for each; a retraining pays
 * the prices of its slots whether or not they were left to it. <i>Worth:</i> a tenant's requests in
 * a slot are served s times at accuracy a; write a · s = a · (s - r) + a · r with a reference r.
 * The second part is credited to the retraining, which knows a. Inference has the first, and may
 * take whichever accuracy suits it among those that the domain allows in that slot. What inference
 * then can earn is one pass; what each retraining can earn is a sum over its slots, alone.
 *
 * <p><b>Why it is a bound.</b> Any plan is one of the choices on both sides: inference leaves the
 * sites that the retrainings take and pays and earnings cancel, it takes the accuracies that hold,
 * and the references cancel. So inference's best plus each tenant's best is at least the plan's
 * value, for all prices of at least 0 and all references. What is set up is deducted as in {@link
 * OccupancyBound} at the lowest accuracy that the domain allows; as a · (s - r) rises at least that
 * fast with s, the argument there holds. Where all of a domain takes a site in a slot, inference
 * must leave it. With one retraining in each domain the bound is that of {@link OccupancyBound}.
 *
 * <p><i>Floors</i> are relaxed in the same way: a plan pays for each request that is missing to a
 * tenant's floor. At any price up to that, what is served earns it and what the floor asks for
 * costs it; where a floor is exceeded that is a gain, where it is missed no more than the plan
 * pays.
 *
 * <p><b>Worked example.</b> One tenant, one site of capacity 10 that is ready, arrivals 10 in each
 * of 4 slots, accuracy 0.5, one option to 1.0 that takes the site for 2 slots. References 10, price
 * 5: inference is as well off serving at 0.5, which is 0 less the reference's 0, as leaving the
 * site, 5 - 0.5 · 10. The retraining gets 10 · (0.5 · (b + 2) + 2 - b) - 2 · 5 when it begins at b,
 * at most 20 at b = 0; none gets 4 · 10 · 0.5 = 20. So the bound is 20, which both attain.
 */
public final class PricedBound {
  private final Terms terms;

  /**
   * @param undisturbed the timeline without new retrainings
   * @param last by tenant: accuracy at the end without a new retraining
   */
  public PricedBound(
      StateGraph graph,
      Rewards rewards,
      Inference inference,
      List<TenantOutlook> tenants,
      Timeline undisturbed,
      double[] last) {
    double[][] room = Field.of(graph, rewards, undisturbed).byShape();
    double[] total = tenants.stream().mapToDouble(tenant -> tenant.demand().total()).toArray();
    this.terms =
        new Terms(graph, rewards, inference, tenants, total, undisturbed.worth(), last, room);
  }

  private PricedBound(Terms terms) {
    this.terms = terms;
  }

  /**
   * Of a problem, from its beginning.
   *
   * @param walks where inference may lead
   * @param decisions which retrainings there are
   */
  public static PricedBound of(Walks walks, Decisions decisions) {
    StateGraph graph = walks.graph();
    return new PricedBound(
        graph,
        walks.rewards(),
        Inference.of(walks.relaxation(), new Beginning(walks.problem(), graph)),
        walks.problem().tenants(),
        decisions.undisturbed(),
        decisions.lastAccuracies());
  }

  /**
   * The same, to be asked at the same time.
   *
   * @param exact a twin of what inference earns slot by slot
   */
  public PricedBound twin(OccupancyBound exact) {
    return new PricedBound(terms.with(terms.inference().twin(exact)));
  }

  /**
   * What does not depend on domains and prices.
   *
   * @param total by tenant: requests expected in all slots
   * @param worth by tenant and slot: weight times accuracy without a new retraining
   * @param last by tenant: accuracy at the end without a new retraining
   * @param room by slot and shape: the room that running retrainings leave
   */
  record Terms(
      StateGraph graph,
      Rewards rewards,
      Inference inference,
      List<TenantOutlook> tenants,
      double[] total,
      double[][] worth,
      double[] last,
      double[][] room) {

    Terms with(Inference other) {
      return new Terms(graph, rewards, other, tenants, total, worth, last, room);
    }

    int slots() {
      return room.length;
    }

    double weight(int tenant) {
      return tenants.get(tenant).weight();
    }

    double requestsAfter(int tenant) {
      return tenants.get(tenant).requestsAfter();
    }

    boolean hasFloor(int tenant) {
      return tenants.get(tenant).floor() > 0;
    }

    /** Requests that a tenant's floor asks for. */
    double asked(int tenant) {
      return tenants.get(tenant).floor() * total[tenant];
    }

    /**
     * Requests in which slopes along a floor's price are counted, so that they are about as steep
     * as those along the others.
     */
    double stride(int tenant) {
      return Math.max(1, total[tenant]) / Math.sqrt(slots());
    }
  }

  /** What domains leave open, for evaluations at many prices. */
  public Scope scope(List<Domain> domains) {
    return new Scope(terms, domains);
  }

  /** For plans whose inference leads through these cells. */
  public Evaluation evaluate(Scope scope, Prices prices, Cells cells) {
    return Evaluation.exact(terms, scope, prices, Alone.WITHOUT_PAUSES, cells);
  }

  /** How good a plan with each retraining of a tenant can be, the others' at these prices. */
  public Probed probe(Scope scope, Prices prices, Cells cells, int tenant) {
    return new Probing(terms, scope, prices, cells, tenant).bounds();
  }

  /** About how much effort that takes. */
  public long effortOfProbe(Domain domain, Cells cells) {
    return Probing.effort(terms.graph(), domain, cells);
  }

  /** Prepares evaluations at many prices for plans whose inference leads through a few cells. */
  public FewCells few(Scope scope, Cells cells) {
    return new FewCells(terms, scope, cells);
  }

  /** For plans whose inference leads through these cells, which are prepared for the scope. */
  public Evaluation evaluate(Scope scope, Prices prices, FewCells few) {
    return Evaluation.through(terms, scope, prices, few);
  }

  /** The same for retrainings that may be paused; of the domains only the ends count. */
  public Evaluation evaluate(Scope scope, Prices prices, Alone alone) {
    Cells all = terms.inference().exact().everywhere();
    return Evaluation.exact(terms, scope, prices, alone, all);
  }

  /**
   * Where inference changes only every so many slots: no bound, but prices that are nearly good.
   */
  public Evaluation estimate(Scope scope, Prices prices) {
    return Evaluation.rough(terms, scope, prices);
  }

  /** The effort of an evaluation: cells, and per tenant the tables besides. */
  public long effort(int tenants, Cells within) {
    return within.size() + 64L * tenants * terms.slots();
  }

  /** How many cells an estimate looks at. */
  public long estimateSize() {
    return terms.inference().rough().everywhere().size();
  }

  /** See {@link Terms#stride}. */
  public double stride(int tenant) {
    return terms.stride(tenant);
  }

  /**
   * Prices to begin with: what it costs, over a while, to leave a site; requests served if all is
   * left to inference.
   *
   * @param costs what {@link #costs} answers
   */
  public Prices opening(List<Domain> domains, double[][] costs) {
    int n = domains.size();
    int slots = terms.slots();
    Prices prices =
        new Prices(new double[n][costs.length][slots], new double[n][slots], new double[n]);
    Cells all = terms.inference().exact().everywhere();
    int[] states = evaluate(scope(domains), prices, all).states();
    for (int tenant = 0; tenant < n; tenant++) {
      for (int slot = 0; slot < slots; slot++) {
        int own = terms.graph().own[tenant][states[slot]];
        prices.served()[tenant][slot] = terms.rewards().served(tenant, slot)[own];
      }
      for (int site = 0; site < costs.length; site++) {
        prices.site()[tenant][site] = costs[site].clone();
      }
    }
    return prices;
  }

  /**
   * By site and slot: what leaving it costs inference, as a mean over a while.
   *
   * @param setup so many slots before and after
   */
  public double[][] costs(int setup) {
    StateGraph graph = terms.graph();
    int slots = terms.slots();
    double[][][] cumulated = terms.rewards().cumulated(terms.worth());
    double[][] costs = new double[graph.siteCount()][slots];
    double[] earned = new double[graph.size()];
    boolean[][] beside = new boolean[costs.length][];
    Arrays.setAll(beside, site -> graph.roomFor(List.of(site)));
    for (int slot = 0; slot < slots; slot++) {
      int from = Math.max(0, slot - setup);
      int to = Math.min(slots, slot + setup + 1);
      terms.rewards().between(cumulated, from, to, earned);
      double[] byShape = new double[graph.shapeCount()];
      for (int s = 0; s < earned.length; s++) {
        byShape[graph.shape[s]] = Math.max(byShape[graph.shape[s]], earned[s]);
      }
      double most = Arrays.stream(byShape).max().orElse(0);
      for (int site = 0; site < costs.length; site++) {
        costs[site][slot] = (most - most(byShape, beside[site])) / (to - from);
      }
    }
    return costs;
  }

  private static double most(double[] byShape, boolean[] room) {
    double most = 0;
    for (int shape = 0; shape < byShape.length; shape++) {
      most = room[shape] ? Math.max(most, byShape[shape]) : most;
    }
    return most;
  }
}
