/** Ekya (NSDI 2022), a scheduler of inference and retraining by stealing shares of a GPU. */
@NullMarked
package dev.migrator.policies.ekya;

import org.jspecify.annotations.NullMarked;
