package dev.migrator.catalog;

/**
 * What sharing by MPS is taken to cost.
 *
 * @param interference by how much longer everything takes beside others, at least 0
 * @param boundsTraining whether trainings side by side do no more than fills the GPU; if not, each
 *     goes as fast as Ekya's was measured alone on its share
 */
public record MpsSettings(double interference, boolean boundsTraining) {
  /**
   * The usual interference: the median over 325 measurements of ParvaGPU (SC 2024), 2 to 5
   * processes by MPS on one A100 80 GB, of what the rates that {@link MpsService} derives exceed
   * those that were measured.
   */
  public static final double INTERFERENCE = 0.026;

  /** The usual ones. */
  public static final MpsSettings USUAL = new MpsSettings(INTERFERENCE, true);

  public MpsSettings {
    if (!(interference >= 0 && interference < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "sharing: interference is %s; expected a number of at least 0.".formatted(interference));
    }
  }
}
