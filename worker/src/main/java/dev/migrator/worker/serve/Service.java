package dev.migrator.worker.serve;

import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Prediction;
import dev.migrator.worker.model.Signature;
import java.nio.file.Path;

/** What the server answers with: one model and the version of its weights. */
public interface Service {

  /** What the model takes and gives. */
  Signature signature();

  /** The version of the weights that serve now. */
  String version();

  /**
   * Answers a batch.
   *
   * @param inputs the values, input after input
   * @param count how many inputs these are
   * @throws Overloaded if too many wait already, or it takes too long
   */
  Answer infer(float[] inputs, int count) throws Overloaded, InterruptedException;

  /**
   * Serves with other weights; from its return on, none of the old ones answer.
   *
   * @throws Refused if they are not right; the old ones serve on
   */
  void load(Path weights, String version) throws Refused, Overloaded, InterruptedException;

  /** An answer and the version of the weights that gave it. */
  record Answer(String version, Prediction prediction) {}

  /** That a worker cannot take any more for now. */
  final class Overloaded extends Exception {
    private static final long serialVersionUID = 1;

    /** Says why. */
    public Overloaded(String why) {
      super(why);
    }
  }
}
