package dev.migrator.app.scenario;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.UsableGpu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads a scenario's GPUs: so many of one kind, or a list of kinds. */
final class GpusReader {
  private static final int MOST_GPUS = 10_000;
  private static final String EXPECTED =
      "a map with model and count, or a list of such maps for a fleet";
  private static final String PROFILES = "base, all or a list such as [1g, 3g]";

  private GpusReader() {}

  /** The GPUs by number, kind by kind. */
  static List<UsableGpu> read(Fields root) {
    Node node = root.required("gpus", EXPECTED);
    List<Node> kinds = node instanceof Node.Items list ? list.items() : List.of(node);
    List<UsableGpu> gpus = new ArrayList<>();
    kinds.forEach(kind -> gpus.addAll(kind(kind)));
    if (gpus.isEmpty() || gpus.size() > MOST_GPUS) {
      throw node.where()
          .wrong(
              gpus.isEmpty() ? "an empty list" : gpus.size() + " GPUs",
              "1 to %d GPUs".formatted(MOST_GPUS));
    }
    return gpus;
  }

  private static List<UsableGpu> kind(Node node) {
    if (!(node instanceof Node.Mapping)) {
      throw node.where().wrong(node.shown(), EXPECTED);
    }
    Fields fields = Fields.of(node, "model", "count", "profiles");
    String name = fields.required("model", Value.TEXT);
    GpuModel model =
        find(name)
            .orElseThrow(
                () -> Fields.unknown(fields.where("model"), name, "a GPU model", models()));
    long count = fields.optional("count", Value.whole(1, MOST_GPUS)).orElse(1L);
    List<Profile> profiles =
        fields.node("profiles").map(n -> profiles(n, model)).orElse(model.baseProfiles());
    return Collections.nCopies((int) count, new UsableGpu(model, profiles));
  }

  private static Optional<GpuModel> find(String name) {
    try {
      return Optional.of(GpuModels.named(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> models() {
    return GpuModels.all().stream().map(GpuModel::name).toList();
  }

  private static List<Profile> profiles(Node node, GpuModel model) {
    if (node instanceof Node.Scalar scalar) {
      return switch (scalar.text()) {
        case "base" -> model.baseProfiles();
        case "all" -> model.profiles();
        default -> throw node.where().wrong(node.shown(), PROFILES);
      };
    }
    List<Profile> profiles = Fields.elements(node, PROFILES, n -> profile(n, model));
    if (profiles.isEmpty()) {
      throw node.where().wrong("an empty list", "at least one profile");
    }
    return model.profiles().stream().filter(profiles::contains).toList();
  }

  private static Profile profile(Node node, GpuModel model) {
    String name = Value.TEXT.of(node);
    return model.profiles().stream()
        .filter(profile -> profile.key().equals(name) || profile.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Fields.unknown(
                    node.where(),
                    name,
                    "a profile of " + model,
                    model.profiles().stream().map(Profile::key).toList()));
  }
}
