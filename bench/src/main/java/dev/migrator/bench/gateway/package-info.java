/** The processes and the load with which the gateway is measured. */
@NullMarked
package dev.migrator.bench.gateway;

import org.jspecify.annotations.NullMarked;
