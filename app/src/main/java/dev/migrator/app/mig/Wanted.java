package dev.migrator.app.mig;

import dev.migrator.app.mig.MigConfig.Instances;
import dev.migrator.app.mig.MigConfig.Which;
import dev.migrator.app.mig.MigConfig.Wish;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Nearest;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.nvml.device.Geometry;
import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what GPUs should be cut into with what they are. */
final class Wanted {
  private Wanted() {}

  /**
   * What has to be done, GPU by GPU.
   *
   * @throws UsageException if the configuration cannot be had on these GPUs
   */
  static List<GpuChange> changes(MigConfig config, List<GpuList.Entry> gpus) {
    Map<Integer, GpuChange> changes = new LinkedHashMap<>();
    for (Wish wish : config.wishes()) {
      for (GpuList.Entry gpu : chosen(wish, gpus)) {
        if (changes.put(gpu.index(), change(wish, gpu)) != null) {
          throw new UsageException(
              "%s: is about GPU %d, as an earlier entry is; expected one for each GPU."
                  .formatted(wish.where(), gpu.index()));
        }
      }
    }
    return List.copyOf(changes.values());
  }

  private static List<GpuList.Entry> chosen(Wish wish, List<GpuList.Entry> gpus) {
    return switch (wish.which()) {
      case Which.All _ -> gpus;
      case Which.Indices which ->
          which.indices().stream().map(i -> Machine.named(gpus, Integer.toString(i))).toList();
      case Which.One one -> List.of(one(wish, one, gpus));
    };
  }

  private static GpuList.Entry one(Wish wish, Which.One one, List<GpuList.Entry> gpus) {
    GpuList.Entry gpu =
        Machine.named(
            gpus, one.uuid().or(() -> one.index().map(i -> Integer.toString(i))).orElseThrow());
    if (one.index().isPresent() && one.index().get() != gpu.index()) {
      throw new UsageException(
          "%s: gpu is %d and uuid is that of GPU %d; expected that they agree. Maybe the file comes from another machine?"
              .formatted(wish.where(), one.index().get(), gpu.index()));
    }
    one.model().ifPresent(model -> requireModel(wish, model, gpu));
    return gpu;
  }

  private static void requireModel(Wish wish, String model, GpuList.Entry gpu) {
    Optional<String> product = gpu.identity().map(GpuIdentity::product);
    if (product.isPresent() && !product.get().equals(model)) {
      throw new UsageException(
          "%s: model is %s and that of GPU %d is %s; expected that they agree. Maybe the file comes from another machine?"
              .formatted(wish.where(), model, gpu.index(), product.get()));
    }
  }

  private static GpuChange change(Wish wish, GpuList.Entry gpu) {
    if (gpu.trouble().isPresent()) {
      throw new UsageException("GPU %d: %s".formatted(gpu.index(), gpu.trouble().get()));
    }
    if (gpu.gpu().isEmpty() || !wish.migEnabled()) {
      return new GpuChange(gpu, wish.migEnabled(), List.of(), List.of(), List.of());
    }
    MigGpu mig = gpu.gpu().get();
    List<MigInstance> existing = mig.instances();
    List<Placement> places = places(wish, mig, existing);
    List<MigInstance> kept =
        existing.stream().filter(i -> i.isUsable() && places.contains(i.placement())).toList();
    List<Placement> keptPlaces = kept.stream().map(MigInstance::placement).toList();
    return new GpuChange(
        gpu,
        true,
        kept,
        existing.stream().filter(i -> !kept.contains(i)).toList(),
        places.stream().filter(p -> !keptPlaces.contains(p)).sorted().toList());
  }

  private static List<Placement> places(Wish wish, MigGpu gpu, List<MigInstance> existing) {
    return switch (wish.instances()) {
      case Instances.Counts counts -> arranged(wish, counts, gpu, existing);
      case Instances.Places places -> placed(wish, places, gpu);
    };
  }

  private static List<Placement> arranged(
      Wish wish, Instances.Counts counts, MigGpu gpu, List<MigInstance> existing) {
    Map<Profile, Integer> byProfile = new LinkedHashMap<>();
    counts.byProfile().forEach((name, count) -> byProfile.put(profile(wish, gpu, name), count));
    return Arranging.of(
            byProfile, gpu.number(), existing.stream().map(MigInstance::placement).toList())
        .orElseThrow(
            () ->
                new UsageException(
                    "%s: %s does not fit on %s; expected counts that `migrator gpu layouts` shows."
                        .formatted(wish.where(), counts.byProfile(), gpu.identity())));
  }

  private static List<Placement> placed(Wish wish, Instances.Places places, MigGpu gpu) {
    List<Placement> placements = new ArrayList<>();
    for (MigConfig.Place place : places.places()) {
      Profile profile = profile(wish, gpu, place.profile());
      if (!profile.starts().contains(place.start())) {
        throw new UsageException(
            "%s: %s starts at %d; expected one of %s."
                .formatted(wish.where(), profile.name(), place.start(), profile.starts()));
      }
      placements.add(new Placement(gpu.number(), profile, place.start()));
    }
    if (!Layout.isLegal(placements)) {
      throw new UsageException(
          "%s: %s cannot exist together; expected that none overlap and that no profile has more than its most."
              .formatted(wish.where(), placements));
    }
    return placements;
  }

  private static Profile profile(Wish wish, MigGpu gpu, String name) {
    Geometry geometry = gpu.geometry();
    List<String> known = geometry.model().profiles().stream().map(Profile::name).toList();
    return geometry
        .named(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "%s: profile %s is not one of %s; expected one of %s.%s"
                        .formatted(
                            wish.where(),
                            name,
                            gpu.identity(),
                            known,
                            Nearest.to(name, known).map(" Maybe %s?"::formatted).orElse(""))));
  }

  /** For messages: the GPU by index and name. */
  static String named(GpuList.Entry gpu) {
    return "GPU %d (%s)"
        .formatted(
            gpu.index(),
            Optional.of(gpu)
                .flatMap(GpuList.Entry::identity)
                .map(GpuIdentity::product)
                .orElse("?"));
  }
}
