/** Scenarios: reads their files and makes experiments of them. */
@NullMarked
package dev.migrator.app.scenario;

import org.jspecify.annotations.NullMarked;
