package dev.migrator.app.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The layouts of a GPU model, as {@code gpu layouts} prints them.
 *
 * @param model the GPU model's name
 * @param memorySlices of the whole GPU
 * @param profiles names of the profiles that may be used
 * @param all number of legal layouts, the empty one included
 * @param maximal number of those to which no instance can be added
 * @param layouts all of them, or only the maximal ones
 */
record LayoutListing(
    String model,
    int memorySlices,
    List<String> profiles,
    int all,
    int maximal,
    List<Row> layouts) {

  /** One layout. */
  record Row(boolean maximal, List<Instance> instances) {
    private static Row of(Layout layout, boolean maximal) {
      return new Row(maximal, layout.placements().stream().map(Instance::of).toList());
    }
  }

  /** One instance: its profile's name, its first memory slice and how many it takes. */
  record Instance(String profile, int start, int size, @JsonIgnore String key) {
    private static Instance of(Placement placement) {
      Profile profile = placement.profile();
      return new Instance(profile.name(), placement.start(), profile.memorySlices(), profile.key());
    }
  }

  static LayoutListing of(GpuModel gpu, List<Profile> profiles, boolean onlyMaximal) {
    List<Placement> placements = GpuModel.placements(profiles);
    List<Layout> all = Layout.all(placements);
    List<Layout> maximal = Layout.maximal(placements);
    Set<Layout> isMaximal = new HashSet<>(maximal);
    return new LayoutListing(
        gpu.name(),
        gpu.memorySlices(),
        profiles.stream().map(Profile::name).toList(),
        all.size(),
        maximal.size(),
        (onlyMaximal ? maximal : all)
            .stream().map(layout -> Row.of(layout, isMaximal.contains(layout))).toList());
  }

  /** For people: a line for each layout, then the counts. */
  String table() {
    int width = sliceWidth();
    List<String> lines = new ArrayList<>();
    layouts.forEach(row -> lines.add(draw(row, width) + (row.maximal() ? "" : "  can take more")));
    lines.add(
        "%s with %s: %d layouts (the empty one included), %d of them maximal."
            .formatted(model, String.join(", ", profiles), all, maximal));
    return String.join("\n", lines) + "\n";
  }

  /** {@code |4g |2g |1g|..|}: each instance over its slices, dots where none is. */
  private String draw(Row row, int width) {
    StringBuilder line = new StringBuilder("|");
    int slice = 0;
    for (Instance instance : row.instances()) {
      line.append(free(instance.start() - slice, width));
      line.append(padded(instance.key(), instance.size() * (width + 1) - 1)).append('|');
      slice = instance.start() + instance.size();
    }
    return line.append(free(memorySlices - slice, width)).toString();
  }

  private int sliceWidth() {
    return layouts.stream()
        .flatMap(row -> row.instances().stream())
        .mapToInt(instance -> widthFor(instance.key().length(), instance.size()))
        .max()
        .orElse(2);
  }

  /** Characters that a slice needs so that a key fits over so many of them. */
  private static int widthFor(int key, int slices) {
    return Math.ceilDiv(key + 1, slices) - 1;
  }

  private static String free(int slices, int width) {
    return (".".repeat(width) + "|").repeat(slices);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
