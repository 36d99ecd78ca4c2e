/** The laws of the house, as tests: package edges, formatting, documents. */
@NullMarked
package dev.migrator.tidy;

import org.jspecify.annotations.NullMarked;
