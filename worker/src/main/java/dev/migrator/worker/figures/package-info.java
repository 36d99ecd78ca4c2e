/** Programs that measure what the documents say of the shipped worker and of the drifting world. */
@NullMarked
package dev.migrator.worker.figures;

import org.jspecify.annotations.NullMarked;
