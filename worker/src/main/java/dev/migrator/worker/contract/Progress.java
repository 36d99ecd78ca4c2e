package dev.migrator.worker.contract;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How far a retraining has come.
 *
 * @param done epochs that are done, fractions included
 * @param of epochs in all
 * @param remaining time until it is done, as expected now
 * @param loss mean loss since the last report
 * @param accuracy on examples that were held out, if it was measured
 */
public record Progress(
    double done, int of, Duration remaining, double loss, OptionalDouble accuracy) {}
