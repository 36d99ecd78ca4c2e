/** What keeps a loop on a real clock from waiting for what may never come. */
@NullMarked
package dev.migrator.live.guard;

import org.jspecify.annotations.NullMarked;
