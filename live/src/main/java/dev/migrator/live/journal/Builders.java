package dev.migrator.live.journal;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Forecaster;
import java.util.List;

/** Who makes planners and forecasters of what a journal says of them. */
public interface Builders {

  /**
   * A new planner.
   *
   * @throws IllegalArgumentException if there is none of that name, or a parameter is wrong
   */
  Planner planner(Recipe recipe, LoopSettings settings, List<Tenant> tenants);

  /**
   * The forecaster of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Forecaster forecaster(String name);
}
