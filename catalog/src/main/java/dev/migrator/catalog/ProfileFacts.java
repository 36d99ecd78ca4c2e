package dev.migrator.catalog;

import java.util.List;
import java.util.OptionalInt;

/**
 * What is known of a profile besides its geometry.
 *
 * @param alsoNamed other names it has with other drivers or boards
 * @param id NVIDIA's profile ID, the argument with which an instance is created
 * @param copyEngines copy engines of an instance
 * @param decoders video decoders (NVDEC)
 * @param jpeg JPEG decoders
 * @param opticalFlow optical flow accelerators (OFA)
 */
public record ProfileFacts(
    List<String> alsoNamed,
    OptionalInt id,
    OptionalInt copyEngines,
    OptionalInt decoders,
    OptionalInt jpeg,
    OptionalInt opticalFlow) {
  public ProfileFacts {
    alsoNamed = List.copyOf(alsoNamed);
  }
}
