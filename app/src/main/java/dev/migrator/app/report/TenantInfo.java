package dev.migrator.app.report;

/**
 * A tenant as the page introduces it.
 *
 * @param name unique within its scenario
 * @param model name of the model it serves
 * @param sloMillis latency promised, in milliseconds
 * @param weight worth of one correct timely answer
 */
public record TenantInfo(String name, String model, double sloMillis, double weight) {}
