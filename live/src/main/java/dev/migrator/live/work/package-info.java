/** What runs on the instances of a live system: workers, tenants, their weights and data. */
@NullMarked
package dev.migrator.live.work;

import org.jspecify.annotations.NullMarked;
