/**
 * Measures what a tenant's worker does on an instance: how long its batches take, and its start.
 */
@NullMarked
package dev.migrator.live.profile;

import org.jspecify.annotations.NullMarked;
