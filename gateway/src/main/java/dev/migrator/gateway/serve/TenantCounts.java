package dev.migrator.gateway.serve;

/**
 * What has happened to a tenant's calls since it joined. Calls, not rows.
 *
 * @param waiting rows that wait now
 * @param begun rows in batches under way now
 * @param answered calls answered with 200
 * @param full calls refused because the queue or the memory for bodies was full
 * @param tooLate calls refused at their arrival because they could not be in time
 * @param expired calls given up while they waited
 * @param overdue calls answered with 504 because their batch was not there in time
 * @param rateLimited calls answered with 429
 * @param malformed calls that were no proper request
 * @param retried calls of failed batches that waited again
 * @param failed calls answered with 502
 * @param unknownVersion answers by a version of which nobody said the accuracy
 */
public record TenantCounts(
    String tenant,
    int waiting,
    int begun,
    long answered,
    long full,
    long tooLate,
    long expired,
    long overdue,
    long rateLimited,
    long malformed,
    long retried,
    long failed,
    long unknownVersion) {}
