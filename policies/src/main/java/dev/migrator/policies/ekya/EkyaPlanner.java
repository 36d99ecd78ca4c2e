package dev.migrator.policies.ekya;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.policies.Answer;
import dev.migrator.policies.Ended;
import dev.migrator.policies.Owed;
import java.util.List;

/** The planners {@code ekya} and {@code ekya-mig}. */
public final class EkyaPlanner implements Planner {
  private final String name;
  private final Settings settings;
  private final Ended ended = new Ended();
  private List<Placement> placements = List.of();
  private List<Layout> maximal = List.of(Layout.EMPTY);

  public record Settings(
      double step, MeanOver meanOver, int rounds, int freed, boolean terminal, boolean keeps) {
    public static Settings standard() {
      return new Settings(
          Double.parseDouble(System.getProperty("ekya.step", "0.1")),
          MeanOver.valueOf(System.getProperty("ekya.mean", "TENANTS")),
          Integer.getInteger("ekya.rounds", 1),
          Integer.getInteger("ekya.freed", 0),
          Boolean.getBoolean("ekya.terminal"),
          Boolean.parseBoolean(System.getProperty("ekya.keeps", "true")));
    }
  }

  public EkyaPlanner(String name, Settings settings) {
    this.name = name;
    this.settings = settings;
  }

  public static EkyaPlanner ofShares() {
    return new EkyaPlanner("ekya", Settings.standard());
  }

  public static EkyaPlanner ofInstances() {
    return new EkyaPlanner("ekya-mig", Settings.standard());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isDue(Occasion occasion) {
    boolean hasEnded = !ended.since(occasion.snapshot()).isEmpty();
    return hasEnded
        || occasion.isWindowBegin()
        || occasion.reasons().contains(Reason.TENANTS_CHANGED);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    if (!placements.equals(problem.placements())) {
      placements = problem.placements();
      boolean isCut = placements.stream().allMatch(p -> p.profile().sharing() == Sharing.MIG);
      maximal = isCut ? Layout.maximal(placements) : List.of();
    }
    return Answer.of(
        name, problem, Owed.added(problem, new Scheduling(problem, settings, maximal).instances()));
  }
}
