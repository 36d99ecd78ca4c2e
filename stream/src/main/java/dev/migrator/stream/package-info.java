/**
 * A drifting world: labelled examples whose classes turn, appear and fade as time goes on, and the
 * files that examples are kept in. A stream is a function of its seed: the same seed, time and
 * number give the same example.
 */
@NullMarked
package dev.migrator.stream;

import org.jspecify.annotations.NullMarked;
