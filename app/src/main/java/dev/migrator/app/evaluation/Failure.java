package dev.migrator.app.evaluation;

/**
 * A job that failed.
 *
 * @param job which it was, in words
 * @param why in words
 */
public record Failure(String job, String why) {}
