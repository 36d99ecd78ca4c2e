package dev.migrator.live.work;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The environment that workers are started with, as docs/workers.md says.
 *
 * @param settings how workers are run
 * @param computeSlices by number of the GPU: how many the whole of it has
 * @param device by instance: what CUDA calls it; empty where the GPU is emulated
 */
public record WorkerEnvironment(
    WorkSettings settings, List<Integer> computeSlices, Function<String, String> device) {
  public WorkerEnvironment {
    computeSlices = List.copyOf(computeSlices);
  }

  /** Of a worker on that instance. */
  Map<String, String> of(String instance, Task task, Placement placement, LiveTenant tenant) {
    Map<String, String> variables =
        common(
            instance,
            placement,
            tenant.settings().name(),
            tenant.settings().model(),
            tenant.weights());
    switch (task) {
      case Task.Infer infer -> addServing(variables);
      case Task.Retrain retrain -> addRetraining(variables, instance, retrain.choice(), tenant);
    }
    return variables;
  }

  /**
   * Of a worker that serves a tenant on an instance while no system runs, by the tenant's latest
   * weights, if it has any.
   *
   * @throws IOException if its weights cannot be looked up
   */
  public Map<String, String> serving(
      String instance, Placement placement, String tenant, String model) throws IOException {
    Weights weights = LiveTenant.latestWeights(tenant, model, settings.tenants());
    Map<String, String> variables = common(instance, placement, tenant, model, weights);
    addServing(variables);
    return variables;
  }

  /** Of a worker that tries a retraining out, with the whole GPU's share. */
  Map<String, String> probe(LiveTenant tenant, String choice, Path sample, int epochs) {
    Map<String, String> variables = new HashMap<>();
    variables.put("CUDA_VISIBLE_DEVICES", "");
    variables.put("MIGRATOR_INSTANCE", "probe");
    variables.put("MIGRATOR_TENANT", tenant.settings().name());
    variables.put("MIGRATOR_MODEL", tenant.settings().model());
    addSpeed(variables, 1);
    variables.put("MIGRATOR_WEIGHTS", tenant.weights().file());
    variables.put("MIGRATOR_VERSION", tenant.weights().name());
    variables.put("MIGRATOR_TASK", "retrain");
    variables.put("MIGRATOR_CHOICE", choice);
    variables.put("MIGRATOR_DATA", sample.toAbsolutePath().toString());
    variables.put("MIGRATOR_OUTPUT", tenant.output("probe").toAbsolutePath().toString());
    variables.put("MIGRATOR_CHECKPOINT", "");
    variables.put("MIGRATOR_SEED", Long.toString(settings.seed()));
    variables.put("MIGRATOR_EPOCHS", Integer.toString(epochs));
    return variables;
  }

  /** A real GPU holds a worker to its share; an emulated one asks the worker to do so. */
  private void addSpeed(Map<String, String> variables, double share) {
    settings
        .wholeCores()
        .ifPresent(
            cores -> {
              variables.put("MIGRATOR_COMPUTE", number(share));
              variables.put("MIGRATOR_WHOLE_CORES", number(cores));
            });
  }

  private Map<String, String> common(
      String instance, Placement placement, String tenant, String model, Weights weights) {
    Map<String, String> variables = new HashMap<>();
    variables.put("CUDA_VISIBLE_DEVICES", device.apply(instance));
    variables.put("MIGRATOR_INSTANCE", instance);
    variables.put("MIGRATOR_TENANT", tenant);
    variables.put("MIGRATOR_MODEL", model);
    addSpeed(variables, share(placement));
    variables.put("MIGRATOR_WEIGHTS", weights.file());
    variables.put("MIGRATOR_VERSION", weights.name());
    return variables;
  }

  private void addServing(Map<String, String> variables) {
    variables.put("MIGRATOR_TASK", "infer");
    variables.put("MIGRATOR_SEED", Long.toString(settings.seed()));
  }

  private void addRetraining(
      Map<String, String> variables, String instance, String choice, LiveTenant tenant) {
    variables.put("MIGRATOR_TASK", "retrain");
    variables.put("MIGRATOR_CHOICE", choice);
    variables.put("MIGRATOR_DATA", tenant.examples().map(Path::toString).orElse(""));
    variables.put("MIGRATOR_OUTPUT", tenant.output(instance).toAbsolutePath().toString());
    variables.put(
        "MIGRATOR_CHECKPOINT",
        tenant.paused(choice).map(paused -> paused.file().toString()).orElse(""));
    // A checkpoint goes on only with the seed that it began with: one for each window.
    variables.put("MIGRATOR_SEED", Long.toString(settings.seed() + tenant.window()));
    Integer epochs = tenant.settings().epochs().get(choice);
    if (epochs != null) {
      variables.put("MIGRATOR_EPOCHS", epochs.toString());
    }
  }

  private double share(Placement placement) {
    int whole = computeSlices.get(placement.gpu());
    return Math.min(1, (double) placement.profile().computeSlices() / whole);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
