/**
 * What can be on a GPU at the same time, by number: sites, states, and what retrainings leave of
 * them.
 */
@NullMarked
package dev.migrator.core.plan.state;

import org.jspecify.annotations.NullMarked;
