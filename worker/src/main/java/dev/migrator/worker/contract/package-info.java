/** What passes between a worker and who started it, docs/workers.md: settings, lines, orders. */
@NullMarked
package dev.migrator.worker.contract;

import org.jspecify.annotations.NullMarked;
