/** The planner {@code miso}: MIGER's two steps on MISO's search by exhaustion. */
@NullMarked
package dev.migrator.policies.miso;

import org.jspecify.annotations.NullMarked;
