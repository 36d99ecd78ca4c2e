/** What a worker serves, whatever computes it: signatures, predictions, saved weights. */
@NullMarked
package dev.migrator.worker.model;

import org.jspecify.annotations.NullMarked;
