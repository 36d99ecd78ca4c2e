/** Policies and forecasts by the names under which users ask for them. */
@NullMarked
package dev.migrator.app.policy;

import org.jspecify.annotations.NullMarked;
