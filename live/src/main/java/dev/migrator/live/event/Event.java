package dev.migrator.live.event;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param number counts the events, from 1
 * @param at when
 * @param kind what, in one word: {@code worker-crashed}
 * @param tenant whom it concerns; empty if nobody in particular
 * @param text the rest, for a human being
 */
public record Event(long number, Instant at, String kind, String tenant, String text) {}
