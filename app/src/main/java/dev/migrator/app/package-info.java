/** The one place that wires: command line, scenarios, reports. */
@NullMarked
package dev.migrator.app;

import org.jspecify.annotations.NullMarked;
