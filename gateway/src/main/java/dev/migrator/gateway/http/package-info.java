/** The server that callers speak to. */
@NullMarked
package dev.migrator.gateway.http;

import org.jspecify.annotations.NullMarked;
