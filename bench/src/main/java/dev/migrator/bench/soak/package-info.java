/** A daemon that runs for long, and what is looked at meanwhile. */
@NullMarked
package dev.migrator.bench.soak;

import org.jspecify.annotations.NullMarked;
