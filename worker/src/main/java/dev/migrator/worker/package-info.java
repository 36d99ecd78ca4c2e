/** The shipped worker: a process that really serves or really retrains one model. */
@NullMarked
package dev.migrator.worker;

import org.jspecify.annotations.NullMarked;
