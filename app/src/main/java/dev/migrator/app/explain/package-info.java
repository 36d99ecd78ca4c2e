/** Why a plan is as it is: what each change costs and earns, and what else could be done. */
@NullMarked
package dev.migrator.app.explain;

import org.jspecify.annotations.NullMarked;
