/** One window planned: how it comes about, and how it is shown. */
@NullMarked
package dev.migrator.app.planning;

import org.jspecify.annotations.NullMarked;
