package dev.migrator.app.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** The tokens that were made for tenants, a file each, for the operator to hand on. */
final class Tokens {
  private static final int BYTES = 24;

  /** The next one to be kept takes its place, so that whatever happens one is left at most. */
  private static final String STAGED = "token.part";

  private static final FileAttribute<Set<PosixFilePermission>> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final Path staged;

  /**
   * @param data the folder of the system
   */
  Tokens(Path data) {
    this.folder = data.resolve("tokens");
    this.staged = data.resolve(STAGED);
  }

  /** One that nobody has. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The one that was made for a tenant. */
  Optional<String> of(String tenant) throws IOException {
    Path file = folder.resolve(tenant);
    return Files.exists(file)
        ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
        : Optional.empty();
  }

  /** The one that was made for a tenant; if there is none, one is made and kept. */
  String ofOrMade(String tenant) throws IOException {
    Optional<String> kept = of(tenant);
    if (kept.isPresent()) {
      return kept.get();
    }
    String made = random();
    stage(tenant, made).commit();
    return made;
  }

  /** It is kept when that is committed. */
  DurableFiles.Staged stage(String tenant, String token) throws IOException {
    Files.createDirectories(folder, OWNERS);
    return DurableFiles.stage(
        staged, folder.resolve(tenant), (token + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** There is none for that tenant any more. */
  void remove(String tenant) throws IOException {
    DurableFiles.remove(folder.resolve(tenant));
  }
}
