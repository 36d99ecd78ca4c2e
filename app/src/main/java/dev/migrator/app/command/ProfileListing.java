package dev.migrator.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.migrator.app.output.Table;
import dev.migrator.catalog.GpuFacts;
import dev.migrator.catalog.ProfileFacts;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of a GPU model, as {@code gpu profiles} prints them.
 *
 * @param model the GPU model's name
 * @param architecture {@code Ampere}
 * @param memorySlices of the whole GPU
 * @param computeSlices of the whole GPU
 * @param driverTimesOf the GPU family on which create and destroy were measured
 * @param driverTimesMeasured whether the model belongs to that family
 * @param startsInferred whether the starts come from the family
 * @param source where the figures come from
 * @param profiles a row for each
 */
record ProfileListing(
    String model,
    String architecture,
    int memorySlices,
    int computeSlices,
    String driverTimesOf,
    boolean driverTimesMeasured,
    boolean startsInferred,
    String source,
    List<Row> profiles) {
  private static final double MIB_PER_GIB = 1024;
  private static final String[] HEADER = {
    "profile",
    "key",
    "id",
    "max",
    "memory GiB",
    "SM",
    "copy",
    "decoders",
    "jpeg",
    "optical flow",
    "create s",
    "destroy s",
    "placements"
  };

  /** One profile; what is not known is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String name,
      String key,
      @Nullable Integer id,
      int maxInstances,
      int computeSlices,
      int memorySlices,
      @Nullable Integer memoryMib,
      @Nullable Integer multiprocessors,
      @Nullable Integer copyEngines,
      @Nullable Integer decoders,
      @Nullable Integer jpeg,
      @Nullable Integer opticalFlow,
      double createSeconds,
      double destroySeconds,
      List<Integer> starts) {

    private static Row of(Profile profile, ProfileFacts facts) {
      return new Row(
          profile.name(),
          profile.key(),
          known(facts.id()),
          profile.maxInstances(),
          profile.computeSlices(),
          profile.memorySlices(),
          known(profile.memoryMib()),
          known(profile.multiprocessors()),
          known(facts.copyEngines()),
          known(facts.decoders()),
          known(facts.jpeg()),
          known(facts.opticalFlow()),
          profile.create().toMillis() / 1e3,
          profile.destroy().toMillis() / 1e3,
          profile.starts());
    }

    private static @Nullable Integer known(OptionalInt value) {
      return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private Object[] cells() {
      return new Object[] {
        name,
        key,
        cell(id),
        cell(maxInstances),
        memoryMib == null ? "-" : decimals(memoryMib / MIB_PER_GIB),
        cell(multiprocessors),
        cell(copyEngines),
        cell(decoders),
        cell(jpeg),
        cell(opticalFlow),
        decimals(createSeconds),
        decimals(destroySeconds),
        placements()
      };
    }

    /** As nvidia-smi mig -lgipp writes them: {@code {0,4}:4}. */
    private String placements() {
      String all = starts.stream().map(String::valueOf).collect(Collectors.joining(","));
      return "{%s}:%d".formatted(all, memorySlices);
    }

    private static String cell(@Nullable Integer value) {
      return value == null ? "-" : value.toString();
    }

    private static String decimals(double value) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
  }

  static ProfileListing of(GpuFacts facts) {
    GpuModel gpu = facts.model();
    return new ProfileListing(
        gpu.name(),
        facts.architecture(),
        gpu.memorySlices(),
        gpu.computeSlices(),
        facts.driverTimesOf(),
        facts.driverTimesMeasured(),
        facts.startsInferred(),
        facts.source(),
        gpu.profiles().stream().map(profile -> Row.of(profile, facts.of(profile))).toList());
  }

  /** For people: the model, a row for each profile, and what is not its own. */
  String table() {
    Table table = new Table(HEADER);
    profiles.forEach(row -> table.row(row.cells()));
    return "%s: %s, %d memory slices, %d compute slices\n\n"
            .formatted(model, architecture, memorySlices, computeSlices)
        + table
        + String.join("", caveats());
  }

  private List<String> caveats() {
    List<String> caveats = new ArrayList<>();
    if (!driverTimesMeasured) {
      caveats.add(
          "create and destroy are those of %s, the nearest measured.\n".formatted(driverTimesOf));
    }
    if (startsInferred) {
      caveats.add("placements are those of the family; ask the driver.\n");
    }
    return caveats;
  }
}
