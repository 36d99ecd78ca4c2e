/** The planner {@code paris}: a partition from the sizes of batches. */
@NullMarked
package dev.migrator.policies.paris;

import org.jspecify.annotations.NullMarked;
