/** The Open Inference Protocol over HTTP, in front of one model. */
@NullMarked
package dev.migrator.worker.serve;

import org.jspecify.annotations.NullMarked;
