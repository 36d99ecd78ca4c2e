/** The records that everything else speaks in: GPU geometry, tenants, problems, plans, outcomes. */
@NullMarked
package dev.migrator.core.model;

import org.jspecify.annotations.NullMarked;
