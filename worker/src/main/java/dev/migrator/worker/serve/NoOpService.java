package dev.migrator.worker.serve;

import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Prediction;
import dev.migrator.worker.model.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A service that computes nothing: label 0 for everything, at once. For tests of what lies before.
 */
public final class NoOpService implements Service {
  private volatile String version;

  /** A service whose weights, which it does not look at, have a version. */
  public NoOpService(String version) {
    this.version = version;
  }

  @Override
  public Signature signature() {
    return new Signature(
        "no-op", "input", List.of(-1), List.of(new Signature.Output("label", "INT64", List.of())));
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Answer infer(float[] inputs, int count) {
    return new Answer(version, new Prediction(0, new float[0], new int[count]));
  }

  @Override
  public void load(Path weights, String newVersion) throws Refused {
    if (!Files.isReadable(weights)) {
      throw new Refused("cannot read '%s'.".formatted(weights));
    }
    version = newVersion;
  }
}
