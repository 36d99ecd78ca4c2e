package dev.migrator.app.mig;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What GPUs are to be cut into, as a file says it.
 *
 * @param file its name, for errors
 * @param wishes in the order of the file; a GPU that none is about stays as it is
 */
record MigConfig(String file, List<Wish> wishes) {

  /** What some GPUs are to be. */
  record Wish(String where, Which which, boolean migEnabled, Instances instances) {}

  /** Which GPUs. */
  sealed interface Which {
    /** All of them. */
    record All() implements Which {}

    /** Those of these indices. */
    record Indices(List<Integer> indices) implements Which {}

    /**
     * The one of this index or UUID; if both are given they have to agree, and so has its product
     * name if that is given.
     */
    record One(Optional<Integer> index, Optional<String> uuid, Optional<String> model)
        implements Which {}
  }

  /** Which instances. */
  sealed interface Instances {
    /** So many of each profile, anywhere. */
    record Counts(SequencedMap<String, Integer> byProfile) implements Instances {}

    /** Exactly these. */
    record Places(List<Place> places) implements Instances {}
  }

  /** A profile, by its name or key, at a first memory slice. */
  record Place(String profile, int start) {}

  /** Names of the configurations that a file of mig-parted has. */
  record Named(String file, Map<String, MigConfig> configs) {}
}
