/** Plans a horizon: problem in, plan out. */
@NullMarked
package dev.migrator.core.plan;

import org.jspecify.annotations.NullMarked;
