package dev.migrator.catalog;

import java.util.Optional;

/**
 * An entry of the catalog: a model that was measured on a GPU model.
 *
 * @param name the model's name
 * @param gpu the GPU model's name
 * @param trainingSeries the measured series from which its training speeds come, {@code
 *     miger/resnet50}
 * @param assumedLike the model that the series was measured on, where it is another one: then the
 *     training speeds are an assumption
 * @param note what else to know
 */
public record CatalogModel(
    String name,
    String gpu,
    String trainingSeries,
    Optional<String> assumedLike,
    Optional<String> note) {}
