/** Plans a horizon: problem in, plan out. What a planner is, and what any planner may use. */
@NullMarked
package dev.migrator.core.plan;

import org.jspecify.annotations.NullMarked;
