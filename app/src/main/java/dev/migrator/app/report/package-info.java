/**
 * The HTML report of a comparison: one self-contained page, and the records that it is drawn from.
 */
@NullMarked
package dev.migrator.app.report;

import org.jspecify.annotations.NullMarked;
