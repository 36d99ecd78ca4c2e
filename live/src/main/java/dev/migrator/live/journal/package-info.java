/**
 * The record of all decisions and of what they were based on: durable before anything is done,
 * enough to recover from, and enough to decide again.
 */
@NullMarked
package dev.migrator.live.journal;

import org.jspecify.annotations.NullMarked;
