package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.price.Probed;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Taken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which retrainings, on which sites, beginning when: best first, with a bound.
 *
 * <p><b>Goal.</b> The best plan, and a proof of how good it is. <b>Constraints.</b> At most one
 * retraining a tenant, uninterrupted, ended within the horizon.
 *
 * <p><b>Algorithm.</b> Branch and bound. A node is a {@link Domain} for each tenant and prices. Its
 * bound is that of {@link PricedBound}; a {@link Descent} finds good prices at the root, which the
 * children inherit, and {@link Sharpening} tells how much lower it is if set-ups take their time.
 * Under these prices each retraining has a bound of its own for nothing, and a lower one if it is
 * asked for ({@link Probes}): what cannot beat the best plan is dropped, and children whose bound
 * is low are never looked at. The tenant with the fewest left is split, or where that was not
 * asked, the one about which inference and retrainings disagree at the highest stake: by choice,
 * then by begin. The retrainings that do best under the prices are tried as a plan at every node,
 * and those that promise most when they are asked about; where that costs too much, a dive decides
 * one tenant after the other at the root, and then ever more rarely, and a second round decides
 * each anew. When each tenant has one retraining, what is left is a {@link Leaf}.
 *
 * <p>On a coarse graph, the search ends when it is known that places are what is missing: what is
 * left is then looked at on a finer one, see {@link #refined}.
 *
 * <p><b>Worked example.</b> One tenant, accuracy 0.5, one option to 0.9 that takes 10 slots on one
 * site, horizon 100. Root: begin in [0, 90] or none. Prices at what inference loses without the
 * site make each begin pay for its slots; if load is even, begin 0 has the highest bound, its plan
 * is worth as much, and everything else is dropped.
 */
final class RetrainingSearch {
  /** How many parts are looked at together, whoever looks: as many as there mostly are cores. */
  private static final int TOGETHER = 2;

  /** A look at a part takes at least about so many passes. */
  private static final int PASSES_OF_LOOK = 5;

  private final Terms terms;
  private final PlannerSettings settings;
  private final Supplier<OpenNodes> nodes;

  /**
   * @param next the graph to go on with where what lies where matters; empty if there is none
   */
  RetrainingSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      PlannerSettings settings,
      Optional<NextGraph> next) {
    this(problem, graph, rewards, settings, next, List.of(), OpenNodes::new);
  }

  /**
   * Beside others, on a graph of placements.
   *
   * @param taken what they have
   */
  RetrainingSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      PlannerSettings settings,
      List<Taken> taken) {
    this(problem, graph, rewards, settings, Optional.empty(), taken, OpenNodes::new);
  }

  /**
   * @param nodes makes what keeps the open parts of a search
   */
  RetrainingSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      PlannerSettings settings,
      Optional<NextGraph> next,
      List<Taken> taken,
      Supplier<OpenNodes> nodes) {
    this(
        Terms.of(
            new Walks(problem, graph, rewards, settings.hands()),
            next,
            taken,
            taken.isEmpty() && Neighbours.isUseful(problem)),
        settings,
        nodes);
  }

  private RetrainingSearch(Terms terms, PlannerSettings settings, Supplier<OpenNodes> nodes) {
    this.terms = terms;
    this.settings = settings;
    this.nodes = nodes;
  }

  /** The same, before one on a finer graph. */
  RetrainingSearch before(NextGraph finer) {
    return new RetrainingSearch(terms.before(finer), settings, nodes);
  }

  /**
   * What came of a search.
   *
   * @param found the best
   * @param rest what the root left to look at; empty if there is nothing better
   * @param isForFiner whether the rest is to be looked at on a finer graph: walks were found that
   *     are clearly better than every plan, but have no place
   * @param prices the best at the root
   * @param effort states times slots looked at
   * @param looks at parts of what the root left
   */
  record Answer(
      Found found,
      Optional<Rest> rest,
      boolean isForFiner,
      Prices prices,
      long effort,
      long looks) {}

  /**
   * Searches for something better than what is known.
   *
   * @param prices to begin with, if there are good ones
   */
  Answer improve(Found known, Optional<Prices> prices) {
    Rest rest = whole(prices);
    return new Search(known, rest, settings, 0).run(rest);
  }

  /**
   * The same with no more effort than so many looks at everything.
   *
   * @param mostEffort not exceeded either
   */
  Answer improve(Found known, int looks, long mostEffort) {
    Rest rest = whole(Optional.empty());
    long most = Math.min(mostEffort, looks * rest.cells().size());
    PlannerSettings less = settings.withEffort(most, most);
    return new Search(known, rest, less, 0).run(rest);
  }

  /**
   * The same where something has been left out already, at good prices.
   *
   * @param before what has been spent on that
   */
  Answer improve(Found known, Rest rest, long before) {
    return new Search(known, rest, settings, before).run(rest);
  }

  StateGraph graph() {
    return terms.graph();
  }

  private Rest whole(Optional<Prices> prices) {
    List<Domain> all = terms.decisions().everything();
    Prices opening = prices.orElseGet(() -> terms.bound().opening(all, terms.ground().costs()));
    Cells cells =
        Cells.where(
            terms.decisions().undisturbed().room(),
            terms.graph().shape,
            terms.walks().relaxation().first());
    return new Rest(all, opening, cells, Double.NEGATIVE_INFINITY);
  }

  /** What a search on a coarser graph has left, on this one. */
  Rest refined(RetrainingSearch coarser, Rest rest) {
    int[] coarse = new int[graph().siteCount()];
    Arrays.setAll(coarse, site -> coarser.graph().siteOf(graph().placementsOf(site).getFirst()));
    List<Domain> domains = new ArrayList<>();
    for (int tenant = 0; tenant < rest.domains().size(); tenant++) {
      List<Choice> mine = terms.decisions().choices().get(tenant);
      domains.add(rest.domains().get(tenant).refined(mine, site -> coarse[site]));
    }
    return new Rest(
        domains,
        rest.prices().refined(coarse),
        new Finer(terms.walks(), coarser.graph()).within(rest.cells()),
        rest.unresolved());
  }

  /** Whose bounds only one asks at a time. */
  private record Desk(Terms terms, Sharpening sharpening) {
    Desk(Terms terms) {
      this(terms, new Sharpening(terms.walks()));
    }
  }

  /** One run from the root. */
  private final class Search {
    private final Incumbent incumbent;
    private final Focus focus;
    private final long mostEffort;
    private final Desk desk = new Desk(terms);
    private final Tactics tactics;
    private final Opening opening;
    private final OpenNodes open = nodes.get();
    private final boolean isSmall;

    /** For those who look together. */
    private final List<Desk> others = new ArrayList<>();

    private long looks;

    /**
     * @param before what has been spent already, on a coarser graph; nothing if there is none
     */
    Search(Found known, Rest rest, PlannerSettings settings, long before) {
      boolean hasGoodPrices = before > 0;
      this.mostEffort = settings.mostEffort();
      this.focus = new Focus(rest.cells());
      this.incumbent =
          new Incumbent(terms.problem(), terms.graph(), settings, known, rest.unresolved(), before);
      this.tactics = tactics(desk, incumbent);
      this.opening = new Opening(terms, incumbent, tactics, focus, rest, hasGoodPrices, mostEffort);
      this.isSmall = !Descent.isLarge(terms.walks().relaxation().everywhere());
    }

    private Tactics tactics(Desk at, Incumbent told) {
      return new Tactics(at.terms(), told, focus, at.sharpening(), mostEffort);
    }

    Answer run(Rest rest) {
      Descent root = opening.run();
      Optional<Probed> probed = tactics.probed(root);
      Rest left = root.rest();
      Prices prices = root.bestPrices();
      Look first = new Look(incumbent, tactics);
      first.goOn(root, rest, probed);
      keep(first);
      while (goesOn()) {
        List<OpenNodes.Node> next = next();
        if (next.size() > 1) {
          lookTogether(next);
        } else {
          Look look = new Look(incumbent, tactics);
          look.at(next.getFirst(), ++looks);
          keep(look);
        }
      }
      return new Answer(
          incumbent.found(open.bound()),
          root.isOpen() ? Optional.of(left) : Optional.empty(),
          root.isOpen() && tactics.isLookedAtFiner(),
          prices,
          incumbent.effort(),
          looks);
    }

    private boolean goesOn() {
      return !open.isEmpty()
          && open.bound() > incumbent.enough()
          && !incumbent.isSpent()
          && !tactics.isLookedAtFiner();
    }

    /** The parts to be looked at next: one, or several if that takes little memory. */
    private List<OpenNodes.Node> next() {
      List<OpenNodes.Node> next = new ArrayList<>();
      int most = isSmall ? TOGETHER : 1;
      while (next.size() < most && open.bound() > incumbent.enough()) {
        next.add(open.poll());
      }
      return next;
    }

    /**
     * Looks at several parts at the same time, each as if the others were not, and then takes what
     * came of them in their order: so what is found does not depend on who looks.
     */
    private void lookTogether(List<OpenNodes.Node> nodes) {
      List<Look> together = new ArrayList<>();
      List<Runnable> tasks = new ArrayList<>();
      long effort = 0;
      for (OpenNodes.Node node : nodes) {
        Incumbent aside = incumbent.aside();
        Look look = new Look(aside, tactics(other(together.size()), aside));
        long number = ++looks;
        effort += PASSES_OF_LOOK * node.rest().cells().size();
        together.add(look);
        tasks.add(() -> look.at(node, number));
      }
      settings.hands().forEffort(effort).all(tasks);
      together.forEach(look -> incumbent.join(look.incumbent()));
      together.forEach(this::keep);
    }

    private Desk other(int number) {
      if (number == others.size()) {
        others.add(new Desk(terms.twin()));
      }
      return others.get(number);
    }

    /** Keeps what a look has left for later, if it can be enough. */
    private void keep(Look look) {
      for (Look.Part part : look.parts()) {
        if (part.bound() > incumbent.enough()) {
          open.add(part.rest(), part.from(), part.bound());
        } else {
          incumbent.resolve(part.bound());
        }
      }
    }
  }
}
