package dev.migrator.gateway.line;

import java.util.List;

/**
 * What becomes of the requests of a batch that failed.
 *
 * @param retried those that wait again, before all others
 * @param givenUp those that have failed twice
 * @param <T> what a request is
 */
public record Failed<T>(List<Entry<T>> retried, List<Entry<T>> givenUp) {}
