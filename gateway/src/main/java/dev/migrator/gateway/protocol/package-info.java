/** The Open Inference Protocol's requests and answers as bytes: read, joined and split. */
@NullMarked
package dev.migrator.gateway.protocol;

import org.jspecify.annotations.NullMarked;
