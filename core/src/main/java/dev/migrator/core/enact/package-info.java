/** Turns plans into deeds: first of all, checks them. */
@NullMarked
package dev.migrator.core.enact;

import org.jspecify.annotations.NullMarked;
