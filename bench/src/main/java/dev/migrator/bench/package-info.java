/** Experiments that measure what the documents claim. */
@NullMarked
package dev.migrator.bench;

import org.jspecify.annotations.NullMarked;
