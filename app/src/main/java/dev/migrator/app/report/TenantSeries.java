package dev.migrator.app.report;

/**
 * One tenant's run under one policy, a value per slot of the whole run.
 *
 * @param tenant the tenant's name
 * @param arrived requests that arrived in the slot
 * @param served requests answered within the SLO in the slot
 * @param accuracy accuracy of the model that served in the slot, from 0 to 1
 */
public record TenantSeries(String tenant, int[] arrived, int[] served, double[] accuracy) {
  public TenantSeries {
    if (arrived.length != served.length || arrived.length != accuracy.length) {
      throw new IllegalArgumentException(
          "%s: arrived, served, accuracy have %d, %d, %d slots; expected equal lengths."
              .formatted(tenant, arrived.length, served.length, accuracy.length));
    }
  }
}
