/** The front door for inference: takes callers' requests and has the tenants' workers answer. */
@NullMarked
package dev.migrator.gateway;

import org.jspecify.annotations.NullMarked;
