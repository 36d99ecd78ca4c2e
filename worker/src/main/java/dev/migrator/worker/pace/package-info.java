/** How a worker on an emulated GPU holds itself to its instance's share of compute. */
@NullMarked
package dev.migrator.worker.pace;

import org.jspecify.annotations.NullMarked;
