/** Predicts arrivals from what has arrived. */
@NullMarked
package dev.migrator.core.predict;

import org.jspecify.annotations.NullMarked;
