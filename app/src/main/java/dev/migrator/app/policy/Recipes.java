package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.live.journal.Builders;
import dev.migrator.live.journal.Recipe;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Policies and forecasts as journals name them: by name and by those parameters that are not among
 * the loop's settings. Forecasts that know the truth cannot be made again.
 */
public final class Recipes implements Builders {
  private static final String REPLAN = "replan";
  private static final String REPLAN_ON = "replan-on";
  private static final String TARGET_GAP = "target-gap";
  private static final String MOST_EFFORT = "most-effort";
  private static final String ILP_TIME_LIMIT = "ilp-time-limit";
  private static final Set<String> KNOWN =
      Set.of(REPLAN, REPLAN_ON, TARGET_GAP, MOST_EFFORT, ILP_TIME_LIMIT);

  /**
   * How a policy's planner is made.
   *
   * @throws UsageException if there is no such policy
   */
  public static Recipe of(String policy, Planning planning) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(REPLAN, planning.replan().toString());
    parameters.put(
        REPLAN_ON,
        planning.replanOn().stream().sorted().map(Reason::name).collect(Collectors.joining(",")));
    planning.targetGap().ifPresent(gap -> parameters.put(TARGET_GAP, Double.toString(gap)));
    planning.mostEffort().ifPresent(effort -> parameters.put(MOST_EFFORT, Long.toString(effort)));
    parameters.put(ILP_TIME_LIMIT, planning.ilpTimeLimit().toString());
    return new Recipe(Policies.known(policy), parameters);
  }

  @Override
  public Planner planner(Recipe recipe, LoopSettings settings, List<Tenant> tenants) {
    Policies.known(recipe.name());
    return Policies.planner(recipe.name(), planning(recipe, settings), settings, tenants);
  }

  @Override
  public Forecaster forecaster(String name) {
    if (!Forecasters.names().contains(name)) {
      throw Unknown.name("forecast", name, new ArrayList<>(Forecasters.names()));
    }
    return Forecasters.named(name);
  }

  private static Planning planning(Recipe recipe, LoopSettings settings) {
    Set<String> unknown = new TreeSet<>(recipe.parameters().keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "policy %s: parameters %s are not known; expected some of %s. Maybe of a newer program."
              .formatted(recipe.name(), unknown, new TreeSet<>(KNOWN)));
    }
    try {
      return read(recipe, settings);
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new UsageException(
          "policy %s: parameters %s cannot be read: %s"
              .formatted(recipe.name(), recipe.parameters(), e.getMessage()),
          e);
    }
  }

  private static Planning read(Recipe recipe, LoopSettings settings) {
    Optional<String> gap = parameter(recipe, TARGET_GAP);
    Optional<String> effort = parameter(recipe, MOST_EFFORT);
    return new Planning(
        Planning.DEFAULT_FORECAST,
        settings.terminalWindows(),
        settings.setupPenalty(),
        gap.map(Double::parseDouble).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        effort.map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty()),
        settings.retraining(),
        parameter(recipe, REPLAN).map(Duration::parse).orElse(Planning.DEFAULT_REPLAN),
        reasons(parameter(recipe, REPLAN_ON).orElse("")),
        settings.slot().multipliedBy(settings.lookahead()),
        parameter(recipe, ILP_TIME_LIMIT)
            .map(Duration::parse)
            .orElse(Planning.DEFAULT_ILP_TIME_LIMIT),
        settings.caution(),
        settings.handicaps().ignoresSlos());
  }

  private static Set<Reason> reasons(String names) {
    return Stream.of(names.split(","))
        .filter(name -> !name.isEmpty())
        .map(Reason::valueOf)
        .collect(Collectors.toSet());
  }

  private static Optional<String> parameter(Recipe recipe, String name) {
    return Optional.ofNullable(recipe.parameters().get(name));
  }
}
