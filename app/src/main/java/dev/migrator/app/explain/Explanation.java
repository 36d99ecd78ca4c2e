package dev.migrator.app.explain;

import dev.migrator.app.planning.ProblemSource;
import java.util.List;

/**
 * Why a plan is as it is. Values are correct timely answers times weight; slots are half-open.
 *
 * @param problem where it comes from
 * @param planner who planned
 * @param slots length of the window
 * @param value of the plan
 * @param bound proven upper bound on the value of every plan
 * @param gap (bound - value) / bound
 * @param migrator value of the plan that the planner {@code migrator} makes for the same problem
 * @param summary the whole in a paragraph
 * @param changes of layout, in order of slots
 * @param drains instances that end although nothing is set up for which they go
 * @param retrainings new ones, in order of slots
 * @param switches what each contributes
 */
public record Explanation(
    ProblemSource problem,
    String planner,
    int slots,
    double value,
    double bound,
    double gap,
    double migrator,
    String summary,
    List<Changed> changes,
    List<Drained> drains,
    List<Retrained> retrainings,
    List<Switched> switches) {
  public Explanation {
    changes = List.copyOf(changes);
    drains = List.copyOf(drains);
    retrainings = List.copyOf(retrainings);
    switches = List.copyOf(switches);
  }

  /** The same with another summary. */
  Explanation with(String otherSummary) {
    return new Explanation(
        problem,
        planner,
        slots,
        value,
        bound,
        gap,
        migrator,
        otherSummary,
        changes,
        drains,
        retrainings,
        switches);
  }

  /**
   * An instance.
   *
   * @param gpu number of the GPU, from 0
   * @param profile NVIDIA's name
   * @param start first memory slice
   * @param task {@code infer} or {@code retrain}
   * @param tenant for whom
   * @param choice which retraining; empty for inference
   */
  public record Instance(
      int gpu, String profile, int start, String task, String tenant, String choice) {}

  /**
   * Something else that could be done.
   *
   * @param what in words
   * @param value of the best plan found that does it
   * @param difference that value less the plan's
   * @param atMost proven upper bound on the difference, for all plans that do it
   * @param verdict whether it is known to be worse
   */
  public record Alternative(
      String what, double value, double difference, double atMost, Verdict verdict) {}

  /**
   * A change of layout, against the plan in which what was there before stays until something else
   * needs its slices. {@code net} is exactly the difference of the two plans' values, and {@code
   * earns.value - costs.value - penalty + floors}.
   *
   * @param slot in which the set-up begins
   * @param ready slot in which all that is set up serves or trains
   * @param until slot in which the last of it ends
   * @param what in words
   * @param created what is set up
   * @param replaced what goes for it
   * @param costs what is served less until the change is paid: until inference is ready and
   *     retrainings have ended
   * @param earns what is served more after that, and what is answered more accurately
   * @param penalty what the problem deducts for set-ups
   * @param floors what tenants' floors add
   * @param net what the plan is worth with the change less without it
   * @param tenants who is served more, or less, over the whole window
   * @param runnersUp the best plan found that does without the change; at most one
   */
  public record Changed(
      int slot,
      int ready,
      int until,
      String what,
      List<Instance> created,
      List<Instance> replaced,
      Amount costs,
      Amount earns,
      double penalty,
      double floors,
      double net,
      List<TenantPart> tenants,
      List<Alternative> runnersUp) {
    public Changed {
      created = List.copyOf(created);
      replaced = List.copyOf(replaced);
      tenants = List.copyOf(tenants);
      runnersUp = List.copyOf(runnersUp);
    }
  }

  /**
   * A tenant's part in a change.
   *
   * @param tenant its name
   * @param served requests served more, and their worth; below 0 if less
   * @param accurate requests answered by a better model, and what that adds
   */
  public record TenantPart(String tenant, Amount served, Amount accurate) {}

  /**
   * An instance that ends although nothing is set up for which it goes.
   *
   * @param slot in which its slices are free
   * @param instance it
   * @param costs what keeping it until its slices are needed would earn
   */
  public record Drained(int slot, Instance instance, double costs) {}

  /**
   * A retraining, with all its segments if it is paused.
   *
   * @param instance on which it runs, at last
   * @param from slot in which its set-up begins, the first one
   * @param to slot in which the new model serves
   * @param accuracyBefore accuracy of the model until then
   * @param accuracyAfter accuracy of the new model
   * @param better requests that the new model answers, those credited beyond the window included,
   *     and what that adds
   * @param slicesWorth what inference could earn with its slices at most; below 0 if that is not
   *     known
   * @param alternatives what else could be done for the tenant, best first
   */
  public record Retrained(
      Instance instance,
      int from,
      int to,
      double accuracyBefore,
      double accuracyAfter,
      Amount better,
      double slicesWorth,
      List<Alternative> alternatives) {
    public Retrained {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * What a switch contributes: the planner's plan with it and that without it.
   *
   * @param name of the switch
   * @param off what it means to turn it off
   * @param judged how the two plans are valued
   * @param with value of the plan with it
   * @param without value of the plan without it
   * @param contributes {@code with - without}
   * @param percent the same in percent of {@code without}
   * @param gap of the plan without it, by its own bound
   * @param verdict whether the difference is more than what the planner may have missed
   */
  public record Switched(
      String name,
      String off,
      String judged,
      double with,
      double without,
      double contributes,
      double percent,
      double gap,
      Verdict verdict) {}
}
