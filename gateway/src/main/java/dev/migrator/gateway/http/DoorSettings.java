package dev.migrator.gateway.http;

import java.time.Duration;

/**
 * Where the door is and what bounds those who come.
 *
 * @param host the address to listen on
 * @param port the port; 0: any that is free
 * @param mostBodyBytes bytes of a request's body at most
 * @param mostConnections connections at once; more wait until one closes
 * @param receiveWithin time in which a request has to be there as a whole, from its first byte; and
 *     for which one that is refused before that is still taken, from its answer
 * @param sendWithin time in which an answer has to be taken
 * @param idle time after which a connection is closed on which nothing happens
 */
public record DoorSettings(
    String host,
    int port,
    int mostBodyBytes,
    int mostConnections,
    Duration receiveWithin,
    Duration sendWithin,
    Duration idle) {

  /** On loopback; bodies of 8 MiB, 4096 connections; 8 s to send and to receive. */
  public static DoorSettings onLoopback(int port) {
    Duration patience = Duration.ofSeconds(8);
    return new DoorSettings("127.0.0.1", port, 8 << 20, 4096, patience, patience, patience);
  }

  public DoorSettings {
    if (mostBodyBytes <= 0 || mostConnections <= 0) {
      throw new IllegalArgumentException(
          "door: mostBodyBytes is %d and mostConnections is %d; expected numbers above 0."
              .formatted(mostBodyBytes, mostConnections));
    }
  }
}
