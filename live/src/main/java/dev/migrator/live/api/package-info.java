/** The operator's interface over HTTP. */
@NullMarked
package dev.migrator.live.api;

import org.jspecify.annotations.NullMarked;
