/**
 * What happened and what was measured, kept in a file that anyone can ask: SQLite, written by a
 * thread of its own, bounded.
 */
@NullMarked
package dev.migrator.live.history;

import org.jspecify.annotations.NullMarked;
