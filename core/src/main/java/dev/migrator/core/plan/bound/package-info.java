/**
 * What inference earns at most, slot by slot through states, where set-ups are paid when they
 * begin.
 */
@NullMarked
package dev.migrator.core.plan.bound;

import org.jspecify.annotations.NullMarked;
