/** Worker processes: how they are started, told and listened to, as docs/workers.md says. */
@NullMarked
package dev.migrator.live.process;

import org.jspecify.annotations.NullMarked;
