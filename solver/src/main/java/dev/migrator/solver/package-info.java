/** The integer linear program that defines the planning problem, on OR-Tools. */
@NullMarked
package dev.migrator.solver;

import org.jspecify.annotations.NullMarked;
