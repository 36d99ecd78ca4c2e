/**
 * The planner {@code astraea}: the smallest quotas that cover the peak, the rest to retrainings.
 */
@NullMarked
package dev.migrator.policies.astraea;

import org.jspecify.annotations.NullMarked;
