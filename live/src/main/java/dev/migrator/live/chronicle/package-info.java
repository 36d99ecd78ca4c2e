/** Puts together what each turn of the daemon brought, for its history. */
@NullMarked
package dev.migrator.live.chronicle;

import org.jspecify.annotations.NullMarked;
