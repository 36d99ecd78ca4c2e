package dev.migrator.gateway.http;

/**
 * What has happened at the door since it opened.
 *
 * @param connections that are open now
 * @param unauthorised calls without a token, or with one that nobody has
 * @param forbidden calls with another tenant's token
 * @param tooLarge calls whose body was larger than allowed
 * @param cut connections closed because their client was too slow
 */
public record DoorCounts(
    int connections, long unauthorised, long forbidden, long tooLarge, long cut) {}
