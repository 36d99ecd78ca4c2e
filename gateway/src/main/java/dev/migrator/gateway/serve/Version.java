package dev.migrator.gateway.serve;

/**
 * Weights that serve.
 *
 * @param name what workers call them in their answers, {@code 7}
 * @param weights their file
 * @param accuracy what a timely answer by them is worth
 */
public record Version(String name, String weights, double accuracy) {}
