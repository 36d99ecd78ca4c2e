package dev.migrator.live.load;

import dev.migrator.stream.ExampleStream;
import java.net.URI;

/**
 * A tenant's load.
 *
 * @param tenant whom the requests are for
 * @param token that shows it
 * @param gateway where requests go
 * @param input the name of the model's input
 * @param stream where the examples come from
 * @param seed of the moments at which requests are sent
 */
public record Load(
    String tenant, String token, URI gateway, String input, ExampleStream stream, long seed) {}
