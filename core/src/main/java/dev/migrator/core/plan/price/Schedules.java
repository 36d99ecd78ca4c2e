package dev.migrator.core.plan.price;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The best times and sites for one retraining that may be paused, under prices.
 *
 * <p><b>Goal.</b> Segments of the least price, less what it is credited with for when it ends; and
 * a bound on every schedule. <b>Constraints.</b> Those of {@link
 * dev.migrator.core.model.PlanningProblem}: set-up, reading and writing of checkpoints, the work
 * done, the last slot.
 *
 * <p><b>Algorithm.</b> Dynamic programming over segments, sites, slots and work done. Work is
 * counted in units, of which a slot on a site does a whole number, rounded up; so the value of the
 * program is a bound, and its schedule may do a little too little, which is put right by prolonging
 * its last segment. The number of units is chosen such that the largest rounding error is small;
 * with one site, or lengths with a small common multiple, there is none.
 *
 * <p><b>Worked example.</b> One site on which the work takes 4 slots, set-up 1, nothing to save or
 * restore, prices 1 but for 100 in slots 3 and 4. Without a pause a schedule from slot 5 on costs
 * 5; if ending one slot earlier gains more than 1, slots 0 to 2 and 5 to 7, which cost 6 and end at
 * 8 instead of 10, are better.
 */
public final class Schedules {
  private static final int FEWEST_UNITS = 60;
  private static final int MOST_UNITS = 300;
  private static final double ROUNDING = 1e-9;

  private final Work work;
  private final int by;
  private final int units;

  /** By site: units of work done in a slot. */
  private final int[] rate;

  /** By segment, site and slot: the best value, by work done, of training on from that slot. */
  private final double[][][][] training;

  /** By segment and slot: the best value, by work done, of that many segments having ended. */
  private final double[][][] waiting;

  private double[][] paid = new double[0][];

  /**
   * A retraining to be scheduled.
   *
   * @param lengths by site: slots of training on it, 0 if it cannot run there
   * @param setup by site: slots from the start of creation to ready
   * @param saveSlots for writing a checkpoint
   * @param restoreSlots for reading one
   * @param resumes whether the first segment reads a checkpoint
   * @param segments how many there may be, at least 1
   * @param running where the first segment runs already, if it does
   */
  public record Work(
      int[] lengths,
      int[] setup,
      int saveSlots,
      int restoreSlots,
      boolean resumes,
      int segments,
      Optional<Running> running) {

    /** Slots from the start of a segment's creation to its training. */
    int lead(int segment, int site) {
      return setup[site] + (segment > 0 || resumes ? restoreSlots : 0);
    }
  }

  /**
   * A first segment that exists when the horizon begins.
   *
   * @param site where
   * @param trainsFrom first slot in which it trains
   */
  public record Running(int site, int trainsFrom) {}

  /**
   * Slots in which a retraining takes a site.
   *
   * @param site where
   * @param from first slot of its set-up
   * @param ready first slot of its training
   * @param to first slot behind it
   */
  public record Segment(int site, int from, int ready, int to) {}

  /**
   * The best schedule.
   *
   * @param value a bound on what any schedule earns: credit less prices; minus infinity if there is
   *     none
   * @param segments of a schedule that does all the work and earns that value, or nearly; empty if
   *     the rounding left none
   */
  public record Best(double value, List<Segment> segments) {}

  /**
   * @param by the slot by which the retraining must have ended
   */
  public Schedules(Work work, int by) {
    this.work = work;
    this.by = by;
    this.units = units(work.lengths());
    this.rate = new int[work.lengths().length];
    for (int site = 0; site < rate.length; site++) {
      int length = work.lengths()[site];
      rate[site] = length == 0 ? 0 : Math.ceilDiv(units, length);
    }
    this.training = new double[work.segments()][rate.length][by + 1][units + 1];
    this.waiting = new double[work.segments()][by + 1][units + 1];
  }

  /** The number of units at which the largest relative rounding error is smallest. */
  private static int units(int[] lengths) {
    int best = FEWEST_UNITS;
    double least = Double.POSITIVE_INFINITY;
    for (int candidate = FEWEST_UNITS; candidate <= MOST_UNITS; candidate++) {
      double worst = 0;
      for (int length : lengths) {
        if (length > 0) {
          worst = Math.max(worst, (double) Math.ceilDiv(candidate, length) * length / candidate);
        }
      }
      if (worst < least - ROUNDING) {
        least = worst;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * The best schedule under prices.
   *
   * @param prices by site and slot, at least 0
   * @param credit by slot: what is earned if the retraining has ended at its beginning; one more
   *     than there are slots
   */
  public Best best(double[][] prices, double[] credit) {
    paid = new double[prices.length][];
    for (int site = 0; site < prices.length; site++) {
      paid[site] = cumulated(prices[site]);
    }
    int bestSlot = -1;
    int bestSegment = -1;
    int bestSite = -1;
    double best = Double.NEGATIVE_INFINITY;
    for (int slot = 0; slot <= by; slot++) {
      for (int segment = 0; segment < work.segments(); segment++) {
        for (int site = 0; site < rate.length; site++) {
          if (rate[site] > 0) {
            train(segment, site, slot);
            double value = training[segment][site][slot][units] + credit[slot];
            if (value > best) {
              best = value;
              bestSlot = slot;
              bestSegment = segment;
              bestSite = site;
            }
          }
        }
        await(segment, slot);
      }
    }
    return best == Double.NEGATIVE_INFINITY
        ? new Best(best, List.of())
        : new Best(best, completed(trace(bestSegment, bestSite, bestSlot)));
  }

  private static double[] cumulated(double[] row) {
    double[] sums = new double[row.length + 1];
    for (int i = 0; i < row.length; i++) {
      sums[i + 1] = sums[i] + row[i];
    }
    return sums;
  }

  private double price(int site, int from, int to) {
    return paid[site][to] - paid[site][from];
  }

  private void train(int segment, int site, int slot) {
    double[] row = training[segment][site][slot];
    goOn(segment, site, slot, row);
    begin(segment, site, slot, row);
  }

  /** By work done: the value if the site trained in the slot before. */
  private void goOn(int segment, int site, int slot, double[] out) {
    Arrays.fill(out, Double.NEGATIVE_INFINITY);
    if (slot > 0) {
      double[] before = training[segment][site][slot - 1];
      double price = price(site, slot - 1, slot);
      int step = rate[site];
      for (int done = 0; done + step < units; done++) {
        out[done + step] = before[done] - price;
      }
      for (int done = Math.max(0, units - step); done < units; done++) {
        out[units] = Math.max(out[units], before[done] - price);
      }
    }
  }

  private void begin(int segment, int site, int slot, double[] row) {
    if (segment == 0) {
      row[0] = Math.max(row[0], first(site, slot));
      return;
    }
    int from = slot - work.lead(segment, site);
    if (from >= 0) {
      double price = price(site, from, slot);
      double[] before = waiting[segment - 1][from];
      for (int done = 0; done < units; done++) {
        double value = before[done] - price;
        row[done] = value > row[done] ? value : row[done];
      }
    }
  }

  /** The value of the first segment beginning to train in a slot. */
  private double first(int site, int slot) {
    if (work.running().isPresent()) {
      Running running = work.running().get();
      return running.site() == site && running.trainsFrom() == slot
          ? -price(site, 0, slot)
          : Double.NEGATIVE_INFINITY;
    }
    int from = slot - work.lead(0, site);
    return from < 0 ? Double.NEGATIVE_INFINITY : -price(site, from, slot);
  }

  /** By work done: the value of so many segments having ended, the last of them by that slot. */
  private void await(int segment, int slot) {
    double[] row = waiting[segment][slot];
    if (slot == 0) {
      Arrays.fill(row, Double.NEGATIVE_INFINITY);
    } else {
      System.arraycopy(waiting[segment][slot - 1], 0, row, 0, row.length);
    }
    for (int site = 0; site < rate.length; site++) {
      pause(segment, site, slot, row);
    }
  }

  /** The same as {@link #paused} for all work done, for it is here that the time goes. */
  private void pause(int segment, int site, int slot, double[] row) {
    int until = slot - work.saveSlots();
    if (rate[site] == 0 || until < 0 || slot == 0) {
      return;
    }
    row[0] = Math.max(row[0], paused(segment, site, slot, 0));
    if (until > 0) {
      double[] before = training[segment][site][until - 1];
      double trains = price(site, until - 1, until);
      double saves = price(site, until, slot);
      int step = rate[site];
      for (int done = step; done < units; done++) {
        double value = before[done - step] - trains - saves;
        row[done] = value > row[done] ? value : row[done];
      }
    }
  }

  /** The value if the segment's checkpoint has just been written. */
  private double paused(int segment, int site, int slot, int done) {
    int until = slot - work.saveSlots();
    if (rate[site] == 0 || until < 0 || slot == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return trained(segment, site, until, done) - price(site, until, slot);
  }

  /** The value of training in a segment that may be paused: after a slot, or if it ran before. */
  private double trained(int segment, int site, int slot, int done) {
    if (isRunning(segment) && done == 0) {
      return training[segment][site][slot][0];
    }
    return slot == 0 || done < rate[site]
        ? Double.NEGATIVE_INFINITY
        : training[segment][site][slot - 1][done - rate[site]] - price(site, slot - 1, slot);
  }

  /** The segments that led to the end of a retraining, the last one first to be found. */
  private List<Segment> trace(int lastSegment, int lastSite, int lastSlot) {
    List<Segment> segments = new ArrayList<>();
    int segment = lastSegment;
    int site = lastSite;
    int ready = lastSlot;
    int done = units;
    int to = lastSlot;
    while (true) {
      while (!began(segment, site, ready, done)) {
        done = before(segment, site, ready, done);
        ready--;
      }
      int from = isRunning(segment) ? 0 : ready - work.lead(segment, site);
      segments.add(new Segment(site, from, ready, to));
      if (segment == 0) {
        Collections.reverse(segments);
        return segments;
      }
      segment--;
      to = wokeFrom(segment, from, done);
      site = pausedOn(segment, to, done);
      ready = to - work.saveSlots();
      if (!isRunning(segment) || done > 0) {
        done -= rate[site];
        ready--;
      }
    }
  }

  private boolean isRunning(int segment) {
    return segment == 0 && work.running().isPresent();
  }

  private boolean began(int segment, int site, int slot, int done) {
    double value = training[segment][site][slot][done];
    if (segment == 0) {
      return done == 0 && first(site, slot) == value;
    }
    int from = slot - work.lead(segment, site);
    return done < units
        && from >= 0
        && waiting[segment - 1][from][done] - price(site, from, slot) == value;
  }

  /** The work done a slot before. */
  private int before(int segment, int site, int slot, int done) {
    double value = training[segment][site][slot][done];
    double[] row = training[segment][site][slot - 1];
    double price = price(site, slot - 1, slot);
    int most = done == units ? units - 1 : done - rate[site];
    for (int before = Math.max(0, done - rate[site]); before <= most; before++) {
      if (row[before] - price == value) {
        return before;
      }
    }
    throw new IllegalStateException("nothing led to %d units in slot %d.".formatted(done, slot));
  }

  /** The slot in which the checkpoint was written that waits in that slot. */
  private int wokeFrom(int segment, int slot, int done) {
    int at = slot;
    while (at > 0 && waiting[segment][at - 1][done] == waiting[segment][slot][done]) {
      at--;
    }
    return at;
  }

  private int pausedOn(int segment, int slot, int done) {
    for (int site = 0; site < rate.length; site++) {
      if (paused(segment, site, slot, done) == waiting[segment][slot][done]) {
        return site;
      }
    }
    throw new IllegalStateException("nothing was paused in slot %d.".formatted(slot));
  }

  /** The same with a last segment that is exactly as long as needed; empty if it ends too late. */
  private List<Segment> completed(List<Segment> segments) {
    double left = 1;
    for (Segment segment : segments.subList(0, segments.size() - 1)) {
      double slots = segment.to() - work.saveSlots() - segment.ready();
      left -= slots / work.lengths()[segment.site()];
    }
    Segment last = segments.getLast();
    int needed = (int) Math.ceil(left * work.lengths()[last.site()] - ROUNDING);
    int to = last.ready() + needed;
    if (needed < 1 || to > by) {
      return List.of();
    }
    List<Segment> whole = new ArrayList<>(segments);
    whole.set(whole.size() - 1, new Segment(last.site(), last.from(), last.ready(), to));
    return List.copyOf(whole);
  }
}
