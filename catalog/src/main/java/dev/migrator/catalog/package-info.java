/** The catalog: published facts about GPU models and measured models, with their sources. */
@NullMarked
package dev.migrator.catalog;

import org.jspecify.annotations.NullMarked;
