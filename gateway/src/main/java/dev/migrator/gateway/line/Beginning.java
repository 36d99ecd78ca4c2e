package dev.migrator.gateway.line;

import java.util.List;
import java.util.Optional;

/**
 * What happens when a line is asked to begin.
 *
 * @param dropped requests that are given up because they could no longer be in time
 * @param batch the batch that begins; empty if nobody is idle or nothing waits
 * @param <T> what a request is
 */
public record Beginning<T>(List<Entry<T>> dropped, Optional<Batch<T>> batch) {}
