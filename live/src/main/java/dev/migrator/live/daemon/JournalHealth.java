package dev.migrator.live.daemon;

/**
 * How the journal is doing.
 *
 * @param isReadOnly whether it cannot be written now, so that nothing is changed
 * @param failures how often it could not be written any more
 * @param failedTries tries to open it anew that came to nothing
 */
public record JournalHealth(boolean isReadOnly, long failures, long failedTries) {}
