package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlannedInstance;
import java.util.List;

/**
 * The best plan that a search knows, and what it has proven.
 *
 * @param instances the best plan's
 * @param value what they are worth
 * @param bound on every plan
 */
record Found(List<PlannedInstance> instances, double value, double bound) {}
