package dev.migrator.live.history;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param number of the run's events
 * @param at when
 * @param kind what, in one word
 * @param tenant whom it concerns; empty if nobody in particular
 * @param text the rest, for a human being
 */
public record EventRecord(long number, Instant at, String kind, String tenant, String text) {}
