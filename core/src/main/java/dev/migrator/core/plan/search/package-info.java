/** Looks for the best plan under these bounds, and proves how good it is: the planner itself. */
@NullMarked
package dev.migrator.core.plan.search;

import org.jspecify.annotations.NullMarked;
