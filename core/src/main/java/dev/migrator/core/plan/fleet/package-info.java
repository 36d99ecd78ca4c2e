/** Plans many GPUs: prices bound what they can earn, and one GPU after the other is planned. */
@NullMarked
package dev.migrator.core.plan.fleet;

import org.jspecify.annotations.NullMarked;
