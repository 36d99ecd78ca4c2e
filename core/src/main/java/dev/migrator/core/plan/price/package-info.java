/**
 * Retrainings priced instead of decided: what inference and each of them earn by themselves bounds
 * every plan.
 */
@NullMarked
package dev.migrator.core.plan.price;

import org.jspecify.annotations.NullMarked;
