package dev.migrator.live.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a worker says on its standard output. */
public sealed interface WorkerEvent {

  /** It can serve, at that port of loopback; or it has begun to train. */
  record Ready(OptionalInt port) implements WorkerEvent {}

  /** How far a retraining is, in epochs. */
  record Progress(double done, double of, Duration remaining, OptionalDouble accuracy)
      implements WorkerEvent {}

  /** Its state is written; it exits. */
  record Checkpoint(Path path, double done, double of) implements WorkerEvent {}

  /** The retraining has ended and its weights are written; it exits. */
  record Done(Path weights, double accuracy) implements WorkerEvent {}

  /** It cannot go on. */
  record Failed(String reason) implements WorkerEvent {}
}
