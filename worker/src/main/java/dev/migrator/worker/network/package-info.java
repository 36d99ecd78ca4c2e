/** The two networks, really computed and really trained, on DJL with PyTorch. */
@NullMarked
package dev.migrator.worker.network;

import org.jspecify.annotations.NullMarked;
