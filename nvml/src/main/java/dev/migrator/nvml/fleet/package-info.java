/** The fleet of real GPUs: a thread for each, a record of what is ours, recovery after a crash. */
@NullMarked
package dev.migrator.nvml.fleet;

import org.jspecify.annotations.NullMarked;
