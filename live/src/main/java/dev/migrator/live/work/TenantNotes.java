package dev.migrator.live.work;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.core.model.ServiceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What is noted of a tenant in its folder once a window, so that the next start goes on with it.
 * The file is replaced as a whole; one that a loss of power tore is as none.
 *
 * @param model that its workers were told; examples are of its inputs
 * @param profile digest of the times that its service profile says
 * @param slowness how many times that its batches took
 */
record TenantNotes(String model, String profile, double slowness) {
  private static final String NAME = "notes.json";
  private static final JsonMapper JSON = new JsonMapper();

  static TenantNotes of(TenantSettings settings, Slowness slowness) {
    return new TenantNotes(
        settings.model(), digest(settings.tenant().service()), slowness.factor());
  }

  /** Those in a tenant's folder; empty if there are none. */
  static Optional<TenantNotes> in(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readAllBytes(file), TenantNotes.class))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(NAME + ".part");
    Files.write(part, JSON.writeValueAsBytes(this));
    Files.move(part, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether examples of then are examples for the tenant as it is now. */
  boolean isOfModel(TenantSettings settings) {
    return settings.model().equals(model);
  }

  /** What the slowness begins with: 1 if it was measured against other times. */
  double slownessFor(TenantSettings settings) {
    return digest(settings.tenant().service()).equals(profile) ? slowness : 1;
  }

  private static String digest(ServiceProfile service) {
    return Digests.of(service.curves().toString());
  }
}
