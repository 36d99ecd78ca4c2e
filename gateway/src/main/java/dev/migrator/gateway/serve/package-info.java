/** Tenants and their instances at work: who waits, who answers, what was counted. */
@NullMarked
package dev.migrator.gateway.serve;

import org.jspecify.annotations.NullMarked;
