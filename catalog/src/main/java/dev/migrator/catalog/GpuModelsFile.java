package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the catalog's file of GPU models, and refuses it if anything in it is unknown or absent.
 */
final class GpuModelsFile {
  private GpuModelsFile() {}

  static List<GpuFacts> parse(String where, String json) {
    Fields file = Fields.parse(where, json).only("driverTimes", "driverTimesSource", "gpus");
    file.text("driverTimesSource");
    Fields times = file.object("driverTimes");
    List<GpuFacts> gpus = file.objects("gpus").stream().map(gpu -> gpu(gpu, times)).toList();
    refuseSharedNames(where, gpus);
    return gpus;
  }

  private static GpuFacts gpu(Fields gpu, Fields driverTimes) {
    gpu.only(
        "name",
        "aliases",
        "architecture",
        "memorySlices",
        "computeSlices",
        "driverTimes",
        "driverTimesMeasured",
        "startsInferred",
        "confidence",
        "source",
        "profiles");
    Map<Profile, ProfileFacts> profiles =
        profiles(gpu, driverTimes.object(gpu.text("driverTimes")));
    return new GpuFacts(
        new GpuModel(
            gpu.text("name"),
            gpu.texts("aliases"),
            gpu.whole("memorySlices", 1),
            gpu.whole("computeSlices", 1),
            List.copyOf(profiles.keySet())),
        gpu.text("architecture"),
        gpu.text("driverTimes"),
        gpu.flag("driverTimesMeasured"),
        gpu.flag("startsInferred"),
        gpu.text("confidence"),
        gpu.text("source"),
        profiles);
  }

  private static Map<Profile, ProfileFacts> profiles(Fields gpu, Fields times) {
    Map<Profile, ProfileFacts> profiles = new LinkedHashMap<>();
    for (Fields profile : gpu.objects("profiles")) {
      profiles.put(
          profile(gpu.text("name"), profile, times.only("create", "destroy")), facts(profile));
    }
    return profiles;
  }

  private static Profile profile(String gpu, Fields profile, Fields times) {
    profile.only(
        "name",
        "key",
        "alsoNamed",
        "id",
        "compute",
        "memory",
        "max",
        "memoryMib",
        "multiprocessors",
        "copyEngines",
        "decoders",
        "jpeg",
        "opticalFlow",
        "starts");
    int compute = profile.whole("compute", 1);
    return new Profile(
        gpu,
        profile.text("name"),
        profile.text("key"),
        compute,
        profile.whole("memory", 1),
        profile.whole("max", 1),
        profile.wholeIfAny("memoryMib"),
        profile.wholeIfAny("multiprocessors"),
        profile.wholes("starts"),
        time(times.object("create"), compute),
        time(times.object("destroy"), compute));
  }

  private static ProfileFacts facts(Fields profile) {
    return new ProfileFacts(
        profile.has("alsoNamed") ? profile.texts("alsoNamed") : List.of(),
        profile.wholeIfAny("id"),
        profile.wholeIfAny("copyEngines"),
        profile.wholeIfAny("decoders"),
        profile.wholeIfAny("jpeg"),
        profile.wholeIfAny("opticalFlow"));
  }

  private static Duration time(Fields secondsByComputeSlices, int compute) {
    double seconds = secondsByComputeSlices.positive(Integer.toString(compute));
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static void refuseSharedNames(String where, List<GpuFacts> gpus) {
    Set<String> names = new HashSet<>();
    for (GpuFacts gpu : gpus) {
      for (String name : GpuModels.namesOf(gpu.model())) {
        if (!names.add(GpuModels.normal(name))) {
          throw new IllegalArgumentException(
              "%s: name or alias %s is given twice; expected each once.".formatted(where, name));
        }
      }
    }
  }
}
