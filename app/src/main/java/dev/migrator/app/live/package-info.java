/** A live system, put together. */
@NullMarked
package dev.migrator.app.live;

import org.jspecify.annotations.NullMarked;
