/** The client that speaks to a worker over HTTP. */
@NullMarked
package dev.migrator.gateway.backend;

import org.jspecify.annotations.NullMarked;
