/** One tenant's requests, queued and batched under deadlines: no threads, no clock, no I/O. */
@NullMarked
package dev.migrator.gateway.line;

import org.jspecify.annotations.NullMarked;
