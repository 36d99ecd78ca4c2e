package dev.migrator.worker.model;

/**
 * What a model says of a batch. The arrays are not copied; nobody changes them.
 *
 * @param classes how many there are
 * @param probabilities of each class, input after input
 * @param labels the likeliest class of each input
 */
@SuppressWarnings("ArrayRecordComponent")
public record Prediction(int classes, float[] probabilities, int[] labels) {

  /** A prediction of the likeliest class by the probabilities of all. */
  public static Prediction of(int classes, float[] probabilities) {
    int[] labels = new int[probabilities.length / classes];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = likeliest(probabilities, i * classes, classes);
    }
    return new Prediction(classes, probabilities, labels);
  }

  private static int likeliest(float[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }
}
