package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Block;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import java.util.List;
import java.util.Optional;

/**
 * One retraining for each tenant, decided: only inference is left to be planned.
 *
 * <p>First the walk that {@link OccupancyBound} suggests is tried, then the best of those whose
 * set-ups take their time, then, with {@link PlacedSearch}, what has its places.
 */
final class Leaf {
  /** How far below what the relaxation earns a walk is looked for quickly, relative to that. */
  private static final double SLACK = 0.02;

  private final Walks walks;
  private final Incumbent incumbent;
  private final Optional<NextGraph> next;
  private final List<Block> blocks;
  private final Timeline timeline;
  private final Field field;
  private final Cells within;
  private final Walk relaxed;

  /** A bound on all plans. */
  private double proven;

  /** The best walk found, or that of the relaxation. */
  private Walk suggested;

  /** The last of the relaxation's passes that was made here. */
  private long pass;

  /** What it has been looked above for all that has its places; not a number if it has not. */
  private double placedAbove = Double.NaN;

  /** The most that one of its walks earns, of those found. */
  private double counted = Double.NEGATIVE_INFINITY;

  /**
   * @param next the graph to go on with where places are missing; empty if there is none
   * @param timeline what the retrainings leave to inference
   * @param within where to look
   */
  Leaf(
      Walks walks,
      Incumbent incumbent,
      Optional<NextGraph> next,
      List<Block> blocks,
      Timeline timeline,
      Cells within) {
    this.walks = walks;
    this.incumbent = incumbent;
    this.next = next;
    this.blocks = blocks;
    this.timeline = timeline;
    this.within = within;
    this.field = walks.field(timeline);
    this.relaxed = walks.relaxation().walk(field, within);
    this.pass = walks.relaxation().passes();
    this.proven = relaxed.value();
    this.suggested = relaxed;
    incumbent.spend(within.size());
  }

  /** Whether a walk leads where it was looked. */
  boolean isPossible() {
    return relaxed.value() > Double.NEGATIVE_INFINITY;
  }

  /**
   * Tries what the relaxation suggests, and what could be better.
   *
   * @param mayPlace whether it may be looked at what lies where
   * @return whether it was looked at what lies where
   */
  boolean tryQuickly(boolean mayPlace) {
    if (offerRelaxed() && relaxed.value() > incumbent.clearly()) {
      search(worthALook(), Walks.Limits.QUICK);
    }
    return mayPlace && tryAlong();
  }

  /** Looks at what lies where along the best walk, if that may be necessary; whether it was. */
  private boolean tryAlong() {
    boolean places = !walks.graph().isPlaced() && isOpen(proven);
    if (places) {
      taken(placed(finer()).along(suggested));
      // If the walk has no places, others may.
      if (placesHere() && counted > incumbent.enough() && !incumbent.isSpent()) {
        place();
      }
    }
    return places;
  }

  /**
   * Tries all that could be better where what lies where is told apart: not only the walk of the
   * relaxation and what is close to it, beside which there may be no place.
   */
  void tryPlaces() {
    if (!walks.graph().isPlaced() && relaxed.value() > incumbent.clearly()) {
      taken(placed(finer()).through(above(incumbent.value())));
    }
  }

  /** Tries everything; answers a bound on what was not found. */
  double solve(boolean mayPlace) {
    if (offerRelaxed() && isOpen(proven)) {
      search(incumbent.value(), incumbent.isExact() ? Walks.Limits.EXACT : Walks.Limits.THOROUGH);
    }
    if (mayPlace) {
      tryAlong();
    }
    if (placesHere()
        && !walks.graph().isPlaced()
        && isOpen(proven)
        && incumbent.value() != placedAbove) {
      place();
    }
    return Math.max(incumbent.value(), proven);
  }

  private boolean isOpen(double bound) {
    return bound > incumbent.enough() && !incumbent.isSpent();
  }

  /** Looks at what lies where for all that could be better. */
  private void place() {
    placedAbove = incumbent.value();
    PlacedSearch search = placed(Sites.placements(walks.problem()));
    PlacedSearch.Answer answer = search.through(above(placedAbove));
    incumbent.spendOnPlacing(answer.effort());
    proven = Math.min(proven, Math.max(placedAbove, taken(answer)));
  }

  private Sites finer() {
    return next.map(NextGraph::sites).orElseGet(() -> Sites.placements(walks.problem()));
  }

  /** Whether no finer graph follows that tells apart what lies where for all that is left. */
  private boolean placesHere() {
    return next.isEmpty() || !next.get().isDue(incumbent);
  }

  private PlacedSearch placed(Sites sites) {
    return new PlacedSearch(walks, sites, blocks, timeline, incumbent.value(), incumbent.isExact());
  }

  private double taken(PlacedSearch.Answer answer) {
    incumbent.spend(answer.effort());
    answer.instances().ifPresent(incumbent::offer);
    return answer.bound();
  }

  /** The cells through which more than that could be earned. */
  private Cells above(double least) {
    if (walks.relaxation().passes() != pass) {
      walks.relaxation().value(field, within);
      pass = walks.relaxation().passes();
    }
    incumbent.spend(2 * within.size());
    return walks.relaxation().above(least, _ -> {});
  }

  /** Whether there could be something better than the walk of the relaxation. */
  private boolean offerRelaxed() {
    double clearly = incumbent.value() + incumbent.rounding();
    if (relaxed.value() > clearly) {
      incumbent.offer(relaxed, blocks);
    }
    return relaxed.value() > incumbent.value() + incumbent.rounding();
  }

  /** What a walk must exceed to be looked for quickly. */
  private double worthALook() {
    return Math.max(incumbent.value(), relaxed.value() - SLACK * Math.abs(relaxed.value()));
  }

  /** Looks for walks that earn more than that, wherever one may lead. */
  private void search(double least, Walks.Limits limits) {
    Walks.Found found = walks.best(field, above(least), least, limits);
    incumbent.spend(found.effort());
    counted = Math.max(counted, found.walk().value());
    incumbent.count(counted);
    proven = Math.min(proven, Math.max(least, found.bound()));
    if (!found.walk().moves().isEmpty()) {
      suggested = found.walk();
    }
    incumbent.offer(found.walk(), blocks);
  }
}
