package dev.migrator.core.control;

/**
 * What is taken away from the system, to see what it is worth.
 *
 * @param cutsWholeGpus whether all of a GPU's instances stop answering while one of its instances
 *     is set up, as if the GPU could be cut only as a whole. Plans do not know of it
 * @param ignoresSlos whether plans count on what instances answer in any time, not only in time
 */
public record Handicaps(boolean cutsWholeGpus, boolean ignoresSlos) {
  /** Nothing is taken away. */
  public static final Handicaps NONE = new Handicaps(false, false);
}
