package dev.migrator.worker;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** The shipped worker with its convolutional network keeps to the contract. */
@Tag("long")
final class ConvolutionalContractTest extends WorkerContract {
  @Override
  List<String> command() {
    return ShippedWorker.command();
  }

  @Override
  String model() {
    return "convolutional";
  }

  @Override
  double leastAccuracy() {
    return 0.6;
  }
}
