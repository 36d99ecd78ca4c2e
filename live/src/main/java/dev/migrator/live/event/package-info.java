/** What happened, in order, for whoever wants to know. */
@NullMarked
package dev.migrator.live.event;

import org.jspecify.annotations.NullMarked;
