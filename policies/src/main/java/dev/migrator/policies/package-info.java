/** Other ways of sharing a GPU, as planners: the baselines. */
@NullMarked
package dev.migrator.policies;

import org.jspecify.annotations.NullMarked;
