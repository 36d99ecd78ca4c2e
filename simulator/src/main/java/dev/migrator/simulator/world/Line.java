package dev.migrator.simulator.world;

import dev.migrator.core.model.Outcome;
import java.util.Collection;

/** One tenant's requests and the servers that answer them. */
sealed interface Line permits RequestLine, ElsaLine {

  /** An empty one. */
  static Line of(WorldSettings settings, long slo) {
    return switch (settings.routing()) {
      case PULL -> new RequestLine(slo, settings.maxWaiting());
      case ELSA -> new ElsaLine(slo, settings.maxWaiting());
    };
  }

  /** Sets the servers that take requests from now on. */
  void admit(Collection<BatchServer> admitted);

  /**
   * Lets a slot pass.
   *
   * @param arrived how many requests arrive
   * @param arrivals when they do
   * @param from the slot's first instant
   * @param to the first instant behind it
   * @param accuracy of the model that answers throughout
   */
  Outcome serve(int arrived, Arrivals arrivals, long from, long to, double accuracy);

  /** Requests answered so far. */
  long answered();

  /** Nanoseconds from arrival to the begin of the batch, of all answered requests together. */
  double waited();
}
