/** The GPUs of this machine: what they are cut into, and what they are to be cut into. */
@NullMarked
package dev.migrator.app.mig;

import org.jspecify.annotations.NullMarked;
