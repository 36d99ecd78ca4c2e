package dev.migrator.simulator.world;

/** How a tenant's requests find an instance. */
public enum Routing {
  /** One queue a tenant, from which idle instances take batches: {@link RequestLine}. */
  PULL,
  /**
   * One queue an instance, in which a request waits from its arrival on: ELSA (DAC 2022), see
   * {@link ElsaLine}.
   */
  ELSA
}
