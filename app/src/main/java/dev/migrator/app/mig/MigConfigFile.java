package dev.migrator.app.mig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.migrator.app.mig.MigConfig.Instances;
import dev.migrator.app.mig.MigConfig.Place;
import dev.migrator.app.mig.MigConfig.Which;
import dev.migrator.app.mig.MigConfig.Wish;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what GPUs are to be cut into, from either of two forms of YAML (or JSON, which is YAML):
 *
 * <pre>
 * version: v1                 # as mig-parted reads it: counts
 * mig-configs:
 *   mixed:
 *   - {devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 1, 1g.10gb: 3}}
 *
 * version: migrator/v1        # our own: places
 * gpus:
 * - {gpu: 0, mig: true, instances: [{profile: 3g.40gb, start: 4}]}
 * </pre>
 *
 * <p>Nothing is taken for granted that would destroy: instances have to be given, {@code []} or
 * {@code {}} where there are to be none. Every error names file, key, value and what was expected.
 */
final class MigConfigFile {
  static final String MIG_PARTED = "v1";
  static final String OURS = "migrator/v1";

  private static final long MOST_BYTES = 1_000_000;
  private static final int MOST_GPUS = 1_024;
  private static final int MOST_INSTANCES = 64;
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String file;

  private MigConfigFile(String file) {
    this.file = file;
  }

  /**
   * Reads one.
   *
   * @param name which configuration of a file of mig-parted; may be left out if it has only one
   * @throws UsageException if it cannot be read, or anything in it is wrong
   */
  static MigConfig read(Path file, Optional<String> name) {
    try {
      if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
        throw new UsageException(
            "%s: has %d bytes; expected at most %d.".formatted(file, Files.size(file), MOST_BYTES));
      }
      return parse(file.toString(), Files.readString(file), name);
    } catch (IOException e) {
      throw new UsageException(
          "%s: cannot be read (%s); expected a file that says what GPUs are to be cut into."
              .formatted(file, e),
          e);
    }
  }

  static MigConfig parse(String file, String text, Optional<String> name) {
    return new MigConfigFile(file).config(text, name);
  }

  private MigConfig config(String text, Optional<String> name) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "%s: is not valid YAML: %s."
              .formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
    String version = text("version", required(root, "", "version", MIG_PARTED + " or " + OURS));
    return switch (version) {
      case MIG_PARTED -> new MigConfig(file, migParted(root, name));
      case OURS -> new MigConfig(file, ours(root, name));
      default -> throw wrong("version", version, MIG_PARTED + " (mig-parted's) or " + OURS, "");
    };
  }

  // ---- mig-parted's -----------------------------------------------------------------------------

  private List<Wish> migParted(JsonNode root, Optional<String> name) {
    only(root, "", "version", "mig-configs");
    JsonNode configs = required(root, "", "mig-configs", "a map of configurations by name");
    requireMap("mig-configs", configs);
    List<String> names = configs.properties().stream().map(Map.Entry::getKey).toList();
    String chosen = chosen(names, name);
    JsonNode config = configs.get(chosen);
    if (config == null) {
      throw wrong(
          "mig-configs",
          "without " + chosen,
          "one of " + String.join(", ", names),
          Nearest.to(chosen, names).map("Maybe %s was meant."::formatted).orElse(""));
    }
    return filled("mig-configs." + chosen, config, "at least one entry", this::migPartedWish);
  }

  private String chosen(List<String> names, Optional<String> name) {
    if (names.isEmpty()) {
      throw wrong("mig-configs", "empty", "at least one configuration", "");
    }
    if (name.isEmpty() && names.size() > 1) {
      throw new UsageException(
          "%s: has the configurations %s; expected --config with one of them."
              .formatted(file, String.join(", ", names)));
    }
    return name.orElse(names.getFirst());
  }

  private Wish migPartedWish(String path, JsonNode node) {
    only(node, path, "devices", "mig-enabled", "mig-devices", "device-filter");
    if (node.has("device-filter")) {
      throw wrong(
          path + ".device-filter",
          node.get("device-filter").toString(),
          "none, as GPUs are not told apart by it here",
          "Maybe name them by index in devices?");
    }
    boolean enabled =
        flag(path + ".mig-enabled", required(node, path, "mig-enabled", "true or false"));
    String maybe = "Maybe {} for GPUs without instances?";
    SequencedMap<String, Integer> counts =
        counts(
            path + ".mig-devices",
            enabled
                ? required(node, path, "mig-devices", "a map of counts", maybe)
                : node.get("mig-devices"));
    if (!enabled && !counts.isEmpty()) {
      throw wrong(path + ".mig-devices", counts.toString(), "none, as mig-enabled is false", "");
    }
    return new Wish(
        at(path),
        devices(path + ".devices", required(node, path, "devices", "all or a list of indices")),
        enabled,
        new Instances.Counts(counts));
  }

  private Which devices(String path, JsonNode node) {
    if (node.isTextual() && node.textValue().equals("all")) {
      return new Which.All();
    }
    String expected = "all or a list of indices such as [0, 1]";
    if (!node.isArray()) {
      throw wrong(path, node.toString(), expected, "");
    }
    return new Which.Indices(filled(path, node, expected, (p, n) -> whole(p, n, MOST_GPUS)));
  }

  private SequencedMap<String, Integer> counts(String path, @Nullable JsonNode node) {
    SequencedMap<String, Integer> counts = new LinkedHashMap<>();
    if (node == null || node.isNull()) {
      return counts;
    }
    requireMap(path, node);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      int count = whole(path + "." + entry.getKey(), entry.getValue(), MOST_INSTANCES);
      if (count > 0) {
        counts.put(entry.getKey(), count);
      }
    }
    return counts;
  }

  // ---- Our own ----------------------------------------------------------------------------------

  private List<Wish> ours(JsonNode root, Optional<String> name) {
    only(root, "", "version", "gpus");
    if (name.isPresent()) {
      throw new UsageException(
          "--config: is %s; expected none, as %s is of version %s, which has one configuration without a name."
              .formatted(name.get(), file, OURS));
    }
    return filled(
        "gpus", required(root, "", "gpus", "a list of GPUs"), "at least one GPU", this::ours);
  }

  private Wish ours(String path, JsonNode node) {
    only(node, path, "gpu", "uuid", "model", "mig", "instances");
    Optional<Integer> index =
        Optional.ofNullable(node.get("gpu")).map(n -> whole(path + ".gpu", n, MOST_GPUS));
    Optional<String> uuid = Optional.ofNullable(node.get("uuid")).map(n -> text(path + ".uuid", n));
    Optional<String> model =
        Optional.ofNullable(node.get("model")).map(n -> text(path + ".model", n));
    if (index.isEmpty() && uuid.isEmpty()) {
      throw wrong(path + ".gpu", "missing", "an index, or uuid", "");
    }
    boolean enabled =
        Optional.ofNullable(node.get("mig")).map(n -> flag(path + ".mig", n)).orElse(true);
    List<Place> places = enabled || node.has("instances") ? places(path, node) : List.of();
    if (!enabled && !places.isEmpty()) {
      throw wrong(path + ".instances", places.size() + " instances", "none, as mig is false", "");
    }
    return new Wish(
        at(path), new Which.One(index, uuid, model), enabled, new Instances.Places(places));
  }

  /** They have to be given: what is forgotten would be taken for a GPU that is to be emptied. */
  private List<Place> places(String path, JsonNode node) {
    JsonNode instances =
        required(
            node,
            path,
            "instances",
            "a list of profiles and starts",
            "Maybe [] for a GPU without instances?");
    return elements(path + ".instances", instances, this::place);
  }

  private Place place(String path, JsonNode node) {
    only(node, path, "profile", "start");
    return new Place(
        text(path + ".profile", required(node, path, "profile", "a profile such as 3g.40gb")),
        whole(
            path + ".start",
            required(node, path, "start", "the first memory slice"),
            MOST_INSTANCES));
  }

  // ---- Values -----------------------------------------------------------------------------------

  private String at(String path) {
    return file + ": " + path;
  }

  private void only(JsonNode node, String path, String... known) {
    requireMap(path, node);
    List<String> expected = List.of(known);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!expected.contains(entry.getKey())) {
        throw wrong(
            inside(path, entry.getKey()),
            "not known",
            "one of " + String.join(", ", expected),
            Nearest.to(entry.getKey(), expected).map("Maybe %s was meant."::formatted).orElse(""));
      }
    }
  }

  private JsonNode required(JsonNode node, String path, String key, String expected) {
    return required(node, path, key, expected, "");
  }

  private JsonNode required(JsonNode node, String path, String key, String expected, String maybe) {
    requireMap(path, node);
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw wrong(inside(path, key), "missing", expected, maybe);
    }
    return value;
  }

  private void requireMap(String path, JsonNode node) {
    if (!node.isObject()) {
      throw wrong(path.isEmpty() ? "content" : path, shown(node), "a map", "");
    }
  }

  private interface Reader<T> {
    T read(String path, JsonNode node);
  }

  private <T> List<T> filled(String path, JsonNode node, String expected, Reader<T> reader) {
    List<T> elements = elements(path, node, reader);
    if (elements.isEmpty()) {
      throw wrong(path, "empty", expected, "");
    }
    return elements;
  }

  private <T> List<T> elements(String path, JsonNode node, Reader<T> reader) {
    if (!node.isArray() || node.size() > MOST_GPUS) {
      throw wrong(path, shown(node), "a list of at most " + MOST_GPUS, "");
    }
    List<T> elements = new ArrayList<>();
    for (JsonNode element : node) {
      elements.add(reader.read("%s[%d]".formatted(path, elements.size()), element));
    }
    return List.copyOf(elements);
  }

  private String text(String path, JsonNode node) {
    return value(path, node, node.isTextual(), "a text", JsonNode::textValue);
  }

  private boolean flag(String path, JsonNode node) {
    return value(path, node, node.isBoolean(), "true or false", JsonNode::booleanValue);
  }

  private int whole(String path, JsonNode node, int most) {
    boolean fits = node.isInt() && node.intValue() >= 0 && node.intValue() <= most;
    return value(path, node, fits, "a whole number from 0 to " + most, JsonNode::intValue);
  }

  private <T> T value(
      String path, JsonNode node, boolean fits, String expected, Function<JsonNode, T> value) {
    if (!fits) {
      throw wrong(path, shown(node), expected, "");
    }
    return value.apply(node);
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "empty" : node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static String inside(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private UsageException wrong(String key, String value, String expected, String maybe) {
    return new UsageException(
        "%s: %s is %s; expected %s.%s"
            .formatted(file, key, value, expected, maybe.isEmpty() ? "" : " " + maybe));
  }
}
