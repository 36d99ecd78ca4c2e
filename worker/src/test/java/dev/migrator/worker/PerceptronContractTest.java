package dev.migrator.worker;

import java.util.List;

/** The shipped worker with its perceptron keeps to the contract. */
final class PerceptronContractTest extends WorkerContract {
  @Override
  List<String> command() {
    return ShippedWorker.command();
  }

  @Override
  String model() {
    return "perceptron";
  }

  @Override
  double leastAccuracy() {
    return 0.6;
  }
}
