package dev.migrator.worker.model;

import java.util.List;

/**
 * What a model takes and gives, as the Open Inference Protocol tells it.
 *
 * @param platform what computes it
 * @param input the one tensor it takes, FP32
 * @param dimensions of one input, without the batch; -1 stands for any
 * @param outputs the tensors it gives
 */
public record Signature(
    String platform, String input, List<Integer> dimensions, List<Output> outputs) {
  /** The most inputs in one batch. */
  public static final int MOST_BATCH = 1_024;

  private static final long MOST_VALUES_OF_ANY = 1_024;

  /** Copies the lists. */
  public Signature {
    dimensions = List.copyOf(dimensions);
    outputs = List.copyOf(outputs);
  }

  /** How many values a batch has at most. */
  public long mostValues() {
    return MOST_BATCH
        * dimensions.stream()
            .mapToLong(d -> d < 0 ? MOST_VALUES_OF_ANY : d)
            .reduce(1, Math::multiplyExact);
  }

  /**
   * A tensor that a model gives.
   *
   * @param name of it
   * @param datatype FP32 or INT64
   * @param dimensions of one answer, without the batch
   */
  public record Output(String name, String datatype, List<Integer> dimensions) {
    /** Copies the list. */
    public Output {
      dimensions = List.copyOf(dimensions);
    }
  }
}
