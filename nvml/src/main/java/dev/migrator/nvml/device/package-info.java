/**
 * One GPU as its driver shows it: what it can be cut into, what exists, and safe single changes.
 */
@NullMarked
package dev.migrator.nvml.device;

import org.jspecify.annotations.NullMarked;
