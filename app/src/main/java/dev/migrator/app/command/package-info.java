/** The commands. */
@NullMarked
package dev.migrator.app.command;

import org.jspecify.annotations.NullMarked;
