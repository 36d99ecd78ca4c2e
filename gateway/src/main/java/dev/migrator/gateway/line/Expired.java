package dev.migrator.gateway.line;

import java.util.List;

/**
 * Requests whose time is over.
 *
 * @param waiting those that no batch has taken; they are dropped
 * @param begun those in a batch that has not been answered; they are late
 * @param <T> what a request is
 */
public record Expired<T>(List<Entry<T>> waiting, List<Entry<T>> begun) {}
