/** Retrainings: epochs, progress, checkpoints. */
@NullMarked
package dev.migrator.worker.retrain;

import org.jspecify.annotations.NullMarked;
