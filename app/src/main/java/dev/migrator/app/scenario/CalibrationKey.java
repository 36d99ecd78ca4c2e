package dev.migrator.app.scenario;

import dev.migrator.catalog.Calibration;
import dev.migrator.catalog.CalibrationFile;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.UsableGpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code reconfiguration: {calibration: FILE}}: driver times, and the start of a worker, as
 * measured on a machine, in place of the catalog's.
 */
final class CalibrationKey {
  private static final String KEY = "calibration";

  private CalibrationKey() {}

  static Fields reconfiguration(Fields root) {
    return root.inside("reconfiguration", "start", "pre-initialization", "whole-gpu", KEY);
  }

  static Optional<Calibration> read(Fields root, Lookup files) {
    Fields fields = reconfiguration(root);
    return fields.optional(KEY, Value.TEXT).map(path -> read(fields.where(KEY), path, files));
  }

  private static Calibration read(Where where, String path, Lookup files) {
    try {
      return CalibrationFile.read(files.file(where, path));
    } catch (IllegalArgumentException e) {
      throw where.error("cannot be had: " + e.getMessage(), e);
    }
  }

  /** The GPUs with those times; one of their models has to be the one that was measured. */
  static List<UsableGpu> applied(
      Fields root, Optional<Calibration> calibration, List<UsableGpu> gpus) {
    if (calibration.isEmpty()) {
      return gpus;
    }
    String measured = calibration.get().gpu();
    if (gpus.stream().noneMatch(gpu -> gpu.model().name().equals(measured))) {
      throw reconfiguration(root)
          .where(KEY)
          .wrong("measured on " + measured, "a calibration of one of the scenario's GPU models");
    }
    List<UsableGpu> applied = new ArrayList<>();
    for (UsableGpu gpu : gpus) {
      applied.add(gpu.model().name().equals(measured) ? applied(calibration.get(), gpu) : gpu);
    }
    return applied;
  }

  private static UsableGpu applied(Calibration calibration, UsableGpu gpu) {
    GpuModel model = calibration.applied(gpu.model());
    return new UsableGpu(
        model, gpu.profiles().stream().map(profile -> model.profile(profile.name())).toList());
  }
}
