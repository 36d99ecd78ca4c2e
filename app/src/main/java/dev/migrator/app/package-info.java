/** The command line: the one place that wires rooms together. */
@NullMarked
package dev.migrator.app;

import org.jspecify.annotations.NullMarked;
