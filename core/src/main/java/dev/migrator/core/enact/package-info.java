/** Turns plans into steps, and checks plans before that. */
@NullMarked
package dev.migrator.core.enact;

import org.jspecify.annotations.NullMarked;
