package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.InferRequest;

/**
 * A request whose caller waits.
 *
 * @param request what is asked
 * @param id the caller's name for it, or ours
 * @param reply to the caller
 */
record Call(InferRequest request, String id, Reply reply) {}
