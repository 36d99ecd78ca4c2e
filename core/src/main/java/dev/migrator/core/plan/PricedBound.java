package dev.migrator.core.plan;

import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

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
final class PricedBound {
  private final StateGraph graph;
  private final Rewards rewards;
  private final Inference inference;
  private final List<TenantOutlook> tenants;
  private final int slots;

  /** By tenant and slot: weight times accuracy without a new retraining. */
  private final double[][] worth;

  /** By tenant: accuracy at the end without a new retraining. */
  private final double[] last;

  /** By slot and shape: the room that running retrainings leave. */
  private final double[][] room;

  /**
   * @param undisturbed the timeline without new retrainings
   * @param last by tenant: accuracy at the end without a new retraining
   */
  PricedBound(
      StateGraph graph,
      Rewards rewards,
      Inference inference,
      List<TenantOutlook> tenants,
      Timeline undisturbed,
      double[] last) {
    this.graph = graph;
    this.rewards = rewards;
    this.inference = inference;
    this.tenants = tenants;
    this.worth = undisturbed.worth;
    this.last = last;
    this.room = Field.of(graph, rewards, undisturbed).byShape();
    this.slots = room.length;
  }

  /**
   * A retraining of a domain.
   *
   * @param choice its number, -1 for none
   * @param begin its first slot
   */
  record Pick(int choice, int begin) {}

  /** One evaluation. */
  final class Evaluation {
    private final List<Domain> domains;
    private final Prices prices;
    private final boolean[][][] active;
    private final boolean[][] idle;
    private final double[][] low;
    private final double[][] high;
    private final double[][][] paid;
    private final double[][] credit;
    private final double[][] creditBefore;
    private final double[][][] best;
    private final Pick[] picks;
    private final double[] pickValues;
    private final Alone.@Nullable Taken[] taken;
    private final Field field;
    private final double value;
    private final boolean isRough;
    private final long pass;

    private Evaluation(
        List<Domain> domains, Prices prices, Cells cells, @Nullable Alone alone, boolean isRough) {
      this.isRough = isRough;
      this.domains = domains;
      this.prices = prices;
      int n = domains.size();
      this.active = new boolean[n][graph.siteCount()][slots];
      this.idle = new boolean[n][slots];
      this.low = new double[n][slots];
      this.high = new double[n][slots];
      this.paid = new double[n][graph.siteCount()][];
      this.credit = new double[n][slots + 1];
      this.creditBefore = new double[n][slots + 1];
      this.best = new double[n + 1][slots][];
      this.picks = new Pick[n];
      this.pickValues = new double[n];
      this.taken = new Alone.Taken[n];
      double sum = 0;
      for (int tenant = 0; tenant < n; tenant++) {
        sum -= prices.floor()[tenant] * asked(tenant);
        occupy(tenant);
        level(tenant);
        cumulate(tenant);
        if (alone == null) {
          pick(tenant);
        } else {
          Alone.Taken best = alone.best(tenant, this);
          taken[tenant] = best;
          pickValues[tenant] = best.value();
        }
        sum += pickValues[tenant];
      }
      shapes();
      this.field = field(sum);
      this.value = isRough ? inference.estimate(field) : inference.value(field, cells);
      this.pass = inference.exact().passes();
    }

    /** Whether there has been no other pass since, so that it can be asked for cells. */
    boolean isLatest() {
      return !isRough && pass == inference.exact().passes();
    }

    /** The bound. */
    double value() {
      return value;
    }

    /**
     * The cells through which more than that could be earned, to be asked right after the
     * evaluation.
     *
     * @param dropped told the most that could be earned through the others
     */
    Cells cellsAbove(double enough, DoubleConsumer dropped) {
      return inference.exact().above(field, enough, dropped);
    }

    int tenantCount() {
      return domains.size();
    }

    /** The retraining that a tenant does best with. */
    Pick picked(int tenant) {
      return picks[tenant];
    }

    Domain domain(int tenant) {
      return domains.get(tenant);
    }

    double pickValue(int tenant) {
      return pickValues[tenant];
    }

    /** Which sites may be taken by the tenant when, and when none may be. */
    private void occupy(int tenant) {
      Domain domain = domains.get(tenant);
      int coveredFrom = domain.mayDoNothing() ? slots : 0;
      int coveredTo = slots;
      for (int k = 0; k < domain.choiceCount(); k++) {
        if (domain.allows(k)) {
          Choice choice = domain.choice(k);
          int end = domain.latest(k) + choice.length();
          Arrays.fill(active[tenant][choice.site()], domain.earliest(k), end, true);
          coveredFrom = Math.max(coveredFrom, domain.latest(k));
          coveredTo = Math.min(coveredTo, domain.earliest(k) + choice.length());
        }
      }
      Arrays.fill(idle[tenant], true);
      if (coveredFrom < coveredTo) {
        Arrays.fill(idle[tenant], coveredFrom, coveredTo, false);
      }
    }

    /** The least and the most that a request may be worth. */
    private void level(int tenant) {
      Domain domain = domains.get(tenant);
      int lastOld = domain.mayDoNothing() ? slots : 0;
      Arrays.fill(low[tenant], Double.POSITIVE_INFINITY);
      Arrays.fill(high[tenant], Double.NEGATIVE_INFINITY);
      for (int k = 0; k < domain.choiceCount(); k++) {
        if (domain.allows(k)) {
          Choice choice = domain.choice(k);
          lastOld = Math.max(lastOld, domain.latest(k) + choice.length());
          double after = tenants.get(tenant).weight() * choice.option().accuracyAfter();
          widen(tenant, domain.earliest(k) + choice.length(), slots, after);
        }
      }
      for (int slot = 0; slot < lastOld; slot++) {
        widen(tenant, slot, slot + 1, worth[tenant][slot]);
      }
    }

    private void widen(int tenant, int from, int to, double level) {
      for (int slot = from; slot < to; slot++) {
        low[tenant][slot] = Math.min(low[tenant][slot], level);
        high[tenant][slot] = Math.max(high[tenant][slot], level);
      }
    }

    private void cumulate(int tenant) {
      double[] served = prices.served()[tenant];
      for (int slot = 0; slot < slots; slot++) {
        creditBefore[tenant][slot + 1] =
            creditBefore[tenant][slot] + worth[tenant][slot] * served[slot];
      }
      for (int slot = slots - 1; slot >= 0; slot--) {
        credit[tenant][slot] = credit[tenant][slot + 1] + served[slot];
      }
      for (int site = 0; site < paid[tenant].length; site++) {
        paid[tenant][site] = sums(prices.site()[tenant][site]);
      }
    }

    private static double[] sums(double[] row) {
      double[] sums = new double[row.length + 1];
      for (int i = 0; i < row.length; i++) {
        sums[i + 1] = sums[i] + row[i];
      }
      return sums;
    }

    /** What a tenant is credited with if its accuracy changes to that, by slot of the change. */
    double[] ifChanged(int tenant, double accuracy) {
      TenantOutlook outlook = tenants.get(tenant);
      double after = outlook.weight() * accuracy;
      double[] values = new double[slots + 1];
      for (int slot = 0; slot <= slots; slot++) {
        values[slot] =
            creditBefore[tenant][slot] + after * (credit[tenant][slot] + outlook.requestsAfter());
      }
      return values;
    }

    Prices prices() {
      return prices;
    }

    /** The retraining that may be paused that a tenant does best with. */
    Alone.Taken taken(int tenant) {
      return Objects.requireNonNull(taken[tenant]);
    }

    /** What one retraining of a tenant earns by itself. */
    double value(int tenant, int choice, int begin) {
      return choice < 0 ? ofNone(tenant) : new Retraining(tenant, choice).value(begin);
    }

    private double ofNone(int tenant) {
      TenantOutlook outlook = tenants.get(tenant);
      return creditBefore[tenant][slots]
          + outlook.weight() * outlook.requestsAfter() * last[tenant];
    }

    /** What a retraining of a tenant earns by itself, begun when it may be. */
    private final class Retraining {
      private final int length;
      private final double after;
      private final double requestsAfter;
      private final double[] pays;
      private final double[] before;
      private final double[] rest;

      Retraining(int tenant, int choice) {
        TenantOutlook outlook = tenants.get(tenant);
        Choice chosen = domains.get(tenant).choice(choice);
        this.length = chosen.length();
        this.after = outlook.weight() * chosen.option().accuracyAfter();
        this.requestsAfter = outlook.requestsAfter();
        this.pays = paid[tenant][chosen.site()];
        this.before = creditBefore[tenant];
        this.rest = credit[tenant];
      }

      double value(int begin) {
        int end = begin + length;
        return before[end] + after * (rest[end] + requestsAfter) - (pays[end] - pays[begin]);
      }
    }

    private void pick(int tenant) {
      Domain domain = domains.get(tenant);
      Pick pick = new Pick(-1, 0);
      double most = domain.mayDoNothing() ? ofNone(tenant) : Double.NEGATIVE_INFINITY;
      for (int k = 0; k < domain.choiceCount(); k++) {
        Retraining retraining = new Retraining(tenant, k);
        for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
          double here = retraining.value(begin);
          if (here > most) {
            most = here;
            pick = new Pick(k, begin);
          }
        }
      }
      picks[tenant] = pick;
      pickValues[tenant] = most;
    }

    /** The most that one of these does for the tenant by itself. */
    double most(int tenant, Domain domain) {
      double most = domain.mayDoNothing() ? ofNone(tenant) : Double.NEGATIVE_INFINITY;
      for (int k = 0; k < domain.choiceCount(); k++) {
        Retraining retraining = new Retraining(tenant, k);
        for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
          most = Math.max(most, retraining.value(begin));
        }
      }
      return most;
    }

    /** By slot: what each shape earns by leaving sites, tenant after tenant. */
    private void shapes() {
      best[0] = room;
      for (int tenant = 0; tenant < domains.size(); tenant++) {
        best[tenant + 1] = new double[slots][];
        for (int slot = 0; slot < slots; slot++) {
          best[tenant + 1][slot] = leaving(tenant, slot, best[tenant][slot]);
        }
      }
    }

    private double[] leaving(int tenant, int slot, double[] without) {
      double[] with = null;
      for (int site = 0; site < active[tenant].length; site++) {
        if (active[tenant][site][slot]) {
          with = with == null ? first(tenant, slot, without) : with;
          leave(site, prices.site()[tenant][site][slot], without, with);
        }
      }
      return with == null ? without : with;
    }

    private double[] first(int tenant, int slot, double[] without) {
      double[] with = without.clone();
      if (!idle[tenant][slot]) {
        Arrays.fill(with, Double.NEGATIVE_INFINITY);
      }
      return with;
    }

    private void leave(int site, double price, double[] without, double[] with) {
      int[] wider = graph.wider(site);
      for (int shape : graph.roomy(site)) {
        double left = without[wider[shape]] + price;
        if (left > with[shape]) {
          with[shape] = left;
        }
      }
    }

    private Field field(double constant) {
      int n = domains.size();
      double[][][] now = new double[n][slots][];
      double[][][] sure = new double[n][slots + 1][];
      for (int tenant = 0; tenant < n; tenant++) {
        sure[tenant][0] = new double[graph.capacity[tenant].length];
        for (int slot = 0; slot < slots; slot++) {
          earn(tenant, slot, now[tenant], sure[tenant]);
        }
      }
      return new Field(now, sure, best[n], constant);
    }

    private void earn(int tenant, int slot, double[][] now, double[][] sure) {
      double[] served = rewards.served(tenant, slot);
      double reference = prices.served()[tenant][slot];
      double least = low[tenant][slot];
      double most = high[tenant][slot];
      double floor = prices.floor()[tenant];
      int more = firstAbove(served, reference);
      double[] here = new double[served.length];
      double[] after = new double[served.length];
      double[] before = sure[slot];
      for (int i = 0; i < more; i++) {
        here[i] = (least + floor) * served[i] - least * reference;
      }
      for (int i = more; i < here.length; i++) {
        here[i] = (most + floor) * served[i] - most * reference;
      }
      for (int i = 0; i < after.length; i++) {
        after[i] = before[i] + (least + floor) * served[i];
      }
      now[slot] = here;
      sure[slot + 1] = after;
    }

    /** In an ascending row; its length if there is none. */
    private static int firstAbove(double[] row, double value) {
      int first = 0;
      while (first < row.length && row[first] <= value) {
        first++;
      }
      return first;
    }

    /** The site that inference leaves to each tenant in a slot, -1 for none. */
    private int[] left(int slot, int state) {
      int[] left = new int[domains.size()];
      int shape = graph.shape[state];
      for (int tenant = domains.size() - 1; tenant >= 0; tenant--) {
        left[tenant] = leftTo(tenant, slot, shape);
        shape = left[tenant] < 0 ? shape : graph.wider(shape, left[tenant]);
      }
      return left;
    }

    private int leftTo(int tenant, int slot, int shape) {
      double[] without = best[tenant][slot];
      double wanted = best[tenant + 1][slot][shape];
      for (int site = 0; site < active[tenant].length; site++) {
        int wider = active[tenant][site][slot] ? graph.wider(shape, site) : -1;
        if (wider >= 0 && without[wider] + prices.site()[tenant][site][slot] == wanted) {
          return site;
        }
      }
      return -1;
    }

    /** Where both sides disagree, to be asked right after the evaluation. */
    Slope slope() {
      int n = domains.size();
      double[][][] site = new double[n][graph.siteCount()][slots];
      double[][] served = new double[n][slots];
      double[] floor = new double[n];
      if (value == Double.NEGATIVE_INFINITY) {
        return new Slope(site, served, floor);
      }
      int[] states = states();
      for (int slot = 0; slot < slots; slot++) {
        int[] left = left(slot, states[slot]);
        for (int tenant = 0; tenant < n; tenant++) {
          if (left[tenant] >= 0) {
            site[tenant][left[tenant]][slot] += 1;
          }
          int wants = wants(tenant, slot);
          if (wants >= 0) {
            site[tenant][wants][slot] -= 1;
          }
          served[tenant][slot] = disagreement(tenant, slot, states[slot]);
        }
      }
      for (int tenant = 0; tenant < n; tenant++) {
        floor[tenant] = tenants.get(tenant).floor() == 0 ? 0 : beyondFloor(tenant, states);
      }
      return new Slope(site, served, floor);
    }

    private int[] states() {
      return isRough ? inference.estimatedStates(slots) : inference.states(slots);
    }

    /** Requests served beyond those that the floor asks for, relative to {@link #stride}. */
    private double beyondFloor(int tenant, int[] states) {
      double beyond = -asked(tenant);
      for (int slot = 0; slot < slots; slot++) {
        beyond += rewards.served(tenant, slot)[graph.own[tenant][states[slot]]];
      }
      return beyond / stride(tenant);
    }

    private int wants(int tenant, int slot) {
      Alone.Taken best = taken[tenant];
      if (best != null) {
        return best.siteIn(slot);
      }
      Pick pick = picks[tenant];
      if (pick.choice() < 0) {
        return -1;
      }
      Choice choice = domains.get(tenant).choice(pick.choice());
      return pick.begin() <= slot && slot < pick.begin() + choice.length() ? choice.site() : -1;
    }

    /**
     * By how much the retraining's accuracy is above inference's, relative to the span; -1 to 1.
     */
    private double disagreement(int tenant, int slot, int state) {
      double span = high[tenant][slot] - low[tenant][slot];
      if (span <= 0) {
        return 0;
      }
      double serves = rewards.served(tenant, slot)[graph.own[tenant][state]];
      double reference = prices.served()[tenant][slot];
      if (serves == reference) {
        return 0;
      }
      double taken = serves > reference ? high[tenant][slot] : low[tenant][slot];
      return (levelOfPick(tenant, slot) - taken) / span;
    }

    private double levelOfPick(int tenant, int slot) {
      Alone.Taken best = taken[tenant];
      if (best != null) {
        return best.end() <= slot
            ? tenants.get(tenant).weight() * best.after()
            : worth[tenant][slot];
      }
      Pick pick = picks[tenant];
      if (pick.choice() < 0) {
        return worth[tenant][slot];
      }
      Choice choice = domains.get(tenant).choice(pick.choice());
      return pick.begin() + choice.length() <= slot
          ? tenants.get(tenant).weight() * choice.option().accuracyAfter()
          : worth[tenant][slot];
    }

    double span(int tenant, int slot) {
      return high[tenant][slot] - low[tenant][slot];
    }

    /** A bound on what was in the tenant's domain and is not in what remains of it. */
    double mostDropped(int tenant, Domain remains) {
      Domain domain = domains.get(tenant);
      boolean nothing = domain.mayDoNothing() && !remains.mayDoNothing();
      double most = nothing ? ofNone(tenant) : Double.NEGATIVE_INFINITY;
      for (int k = 0; k < domain.choiceCount(); k++) {
        Retraining retraining = new Retraining(tenant, k);
        for (int begin = domain.earliest(k); begin <= domain.latest(k); begin++) {
          boolean dropped = begin < remains.earliest(k) || begin > remains.latest(k);
          most = dropped ? Math.max(most, retraining.value(begin)) : most;
        }
      }
      return value - pickValues[tenant] + most;
    }

    /** What remains of a domain of which each retraining could still lead above a value. */
    Domain above(int tenant, double enough) {
      Domain domain = domains.get(tenant);
      double rest = value - pickValues[tenant];
      int[] from = new int[domain.choiceCount()];
      int[] to = new int[domain.choiceCount()];
      for (int k = 0; k < from.length; k++) {
        Retraining retraining = new Retraining(tenant, k);
        from[k] = domain.earliest(k);
        to[k] = domain.latest(k);
        while (from[k] <= to[k] && rest + retraining.value(from[k]) <= enough) {
          from[k]++;
        }
        while (from[k] <= to[k] && rest + retraining.value(to[k]) <= enough) {
          to[k]--;
        }
      }
      boolean nothing = domain.mayDoNothing() && rest + ofNone(tenant) > enough;
      return domain.narrowed(nothing, from, to);
    }
  }

  /**
   * The slope of the bound in the prices.
   *
   * @param site by tenant, site and slot: left to it less wanted by it
   * @param served by tenant and slot: accuracy credited less accuracy taken, relative to the span
   * @param floor by tenant: requests served less those asked for, relative to {@link #stride}
   */
  record Slope(double[][][] site, double[][] served, double[] floor) {

    /** This slope, and a part of another one. */
    Slope plus(Slope other, double part) {
      double[][][] sites = new double[site.length][][];
      double[][] requests = new double[served.length][];
      for (int tenant = 0; tenant < sites.length; tenant++) {
        sites[tenant] = new double[site[tenant].length][];
        for (int s = 0; s < sites[tenant].length; s++) {
          sites[tenant][s] = plus(site[tenant][s], other.site[tenant][s], part);
        }
        requests[tenant] = plus(served[tenant], other.served[tenant], part);
      }
      return new Slope(sites, requests, plus(floor, other.floor, part));
    }

    private static double[] plus(double[] row, double[] other, double part) {
      double[] sum = row.clone();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part * other[i];
      }
      return sum;
    }

    /** In how many slots, in all, a tenant's retraining and inference disagree. */
    double of(int tenant) {
      double sum = 0;
      for (double[] row : site[tenant]) {
        for (double x : row) {
          sum += Math.abs(x);
        }
      }
      for (double x : served[tenant]) {
        sum += Math.abs(x);
      }
      return sum;
    }
  }

  /** Requests that a tenant's floor asks for. */
  private double asked(int tenant) {
    TenantOutlook outlook = tenants.get(tenant);
    return outlook.floor() * outlook.demand().total();
  }

  /**
   * Requests in which slopes along a floor's price are counted, so that they are about as steep as
   * those along the others.
   */
  double stride(int tenant) {
    return Math.max(1, tenants.get(tenant).demand().total()) / Math.sqrt(slots);
  }

  /** For plans whose inference leads through these cells. */
  Evaluation evaluate(List<Domain> domains, Prices prices, Cells cells) {
    return new Evaluation(domains, prices, cells, null, false);
  }

  /**
   * Where inference changes only every so many slots: no bound, but prices that are nearly good.
   */
  Evaluation estimate(List<Domain> domains, Prices prices) {
    return new Evaluation(domains, prices, inference.exact().everywhere(), null, true);
  }

  /** The effort of an evaluation: cells, and per tenant the tables besides. */
  long effort(int tenants, Cells within) {
    return within.size() + 64L * tenants * slots;
  }

  /** How many cells an estimate looks at. */
  long estimateSize() {
    return inference.rough().everywhere().size();
  }

  /** The same for retrainings that may be paused; of the domains only the ends count. */
  Evaluation evaluate(List<Domain> domains, Prices prices, Alone alone) {
    return new Evaluation(domains, prices, inference.exact().everywhere(), alone, false);
  }

  /**
   * Prices to begin with: what it costs, over a while, to leave a site; requests served if all is
   * left to inference.
   *
   * @param costs what {@link #costs} answers
   */
  Prices opening(List<Domain> domains, double[][] costs) {
    int n = domains.size();
    Prices none =
        new Prices(new double[n][graph.siteCount()][slots], new double[n][slots], new double[n]);
    var unused = new Evaluation(domains, none, inference.exact().everywhere(), null, false);
    int[] states = inference.states(slots);
    for (int slot = 0; slot < slots; slot++) {
      for (int tenant = 0; tenant < n; tenant++) {
        none.served()[tenant][slot] = rewards.served(tenant, slot)[graph.own[tenant][states[slot]]];
      }
    }
    for (int tenant = 0; tenant < n; tenant++) {
      for (int site = 0; site < costs.length; site++) {
        none.site()[tenant][site] = costs[site].clone();
      }
    }
    return none;
  }

  /**
   * By site and slot: what leaving it costs inference, as a mean over a while.
   *
   * @param setup so many slots before and after
   */
  double[][] costs(int setup) {
    double[][][] cumulated = rewards.cumulated(worth);
    double[][] costs = new double[graph.siteCount()][slots];
    double[] earned = new double[graph.size()];
    boolean[][] beside = new boolean[costs.length][];
    Arrays.setAll(beside, site -> graph.roomFor(List.of(site)));
    for (int slot = 0; slot < slots; slot++) {
      int from = Math.max(0, slot - setup);
      int to = Math.min(slots, slot + setup + 1);
      rewards.between(cumulated, from, to, earned);
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
