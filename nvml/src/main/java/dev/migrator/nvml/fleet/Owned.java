package dev.migrator.nvml.fleet;

import dev.migrator.nvml.device.MigInstance;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An instance that MIGRator made, makes or adopted: what the record keeps of it.
 *
 * @param instance the name that the control loop gave it; the driver does not know it
 * @param phase how far it is
 * @param profile the profile's name
 * @param start its first memory slice
 * @param gpuInstance the driver's number, once known
 * @param computeInstance the driver's number, once known
 * @param uuid of the MIG device, once known
 */
record Owned(
    String instance,
    Phase phase,
    String profile,
    int start,
    OptionalInt gpuInstance,
    OptionalInt computeInstance,
    Optional<String> uuid) {
  private static final String UNKNOWN = "-";

  /** How far an instance is. */
  enum Phase {
    /** It is about to be made, or partly made. */
    INTENDED,
    /** It exists with its compute instance. */
    EXISTS,
    /** It is about to be destroyed, or partly destroyed. */
    LEAVING,
    /** It is no more; the last line about an instance. */
    GONE
  }

  static Owned intended(String instance, String profile, int start) {
    return new Owned(
        instance,
        Phase.INTENDED,
        profile,
        start,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  Owned in(Phase other) {
    return new Owned(instance, other, profile, start, gpuInstance, computeInstance, uuid);
  }

  /** As the driver shows it; a compute instance only if it is usable. */
  Owned as(Phase other, MigInstance seen) {
    return new Owned(
        instance,
        other,
        profile,
        start,
        OptionalInt.of(seen.id()),
        seen.isUsable() ? OptionalInt.of(seen.computes().getFirst().id()) : OptionalInt.empty(),
        seen.uuid());
  }

  /**
   * Whether that is it. Numbers and UUIDs are used again or not, as drivers please, so all that is
   * known has to agree. A compute instance may be gone without that making it another's.
   */
  boolean is(MigInstance seen) {
    return seen.placement().profile().name().equals(profile)
        && seen.placement().start() == start
        && (gpuInstance.isEmpty() || gpuInstance.getAsInt() == seen.id())
        && (uuid.isEmpty() || seen.uuid().isEmpty() || uuid.equals(seen.uuid()));
  }

  String line() {
    return String.join(
        " ",
        phase.name(),
        URLEncoder.encode(instance, StandardCharsets.UTF_8),
        profile,
        Integer.toString(start),
        number(gpuInstance),
        number(computeInstance),
        uuid.orElse(UNKNOWN));
  }

  /**
   * The one that such a line tells of.
   *
   * @throws IllegalArgumentException if it is no such line
   */
  static Owned of(String line) {
    List<String> words = List.of(line.split(" "));
    if (words.size() != 7) {
      throw new IllegalArgumentException(line);
    }
    return new Owned(
        URLDecoder.decode(words.get(1), StandardCharsets.UTF_8),
        Phase.valueOf(words.get(0)),
        words.get(2),
        Integer.parseInt(words.get(3)),
        number(words.get(4)),
        number(words.get(5)),
        Optional.of(words.get(6)).filter(uuid -> !uuid.equals(UNKNOWN)));
  }

  private static String number(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : UNKNOWN;
  }

  private static OptionalInt number(String word) {
    return word.equals(UNKNOWN) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(word));
  }
}
