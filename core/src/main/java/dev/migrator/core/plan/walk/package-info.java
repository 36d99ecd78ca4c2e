/**
 * The best ways through states in which every set-up takes its time: inference as it can be
 * enacted.
 */
@NullMarked
package dev.migrator.core.plan.walk;

import org.jspecify.annotations.NullMarked;
