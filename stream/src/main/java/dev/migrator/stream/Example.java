package dev.migrator.stream;

/**
 * One labelled example: an input and the class it belongs to. The values are not copied; nobody
 * changes them.
 *
 * @param input the values, outermost dimension first
 * @param label the class, from 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record Example(float[] input, int label) {}
