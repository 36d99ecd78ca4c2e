/** Runs many scenarios under many policies, keeps what came out, and sums it up. */
@NullMarked
package dev.migrator.app.evaluation;

import org.jspecify.annotations.NullMarked;
