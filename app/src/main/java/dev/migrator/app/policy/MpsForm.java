package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.MpsService;
import dev.migrator.catalog.MpsSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.WorldTenant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The MPS form of an experiment: the same requests and retrainings on the same GPUs, each of them
 * shared as a whole.
 */
public final class MpsForm {
  private final Experiment experiment;
  private final MpsSettings sharing;
  private final List<GpuModel> models;

  /** Tenants that are copies of each other have the very same profile. */
  private final Map<ServiceProfile, ServiceProfile> services = new IdentityHashMap<>();

  private MpsForm(Experiment experiment, MpsSettings sharing) {
    this.experiment = experiment;
    this.sharing = sharing;
    this.models = experiment.settings().models().stream().distinct().toList();
  }

  /**
   * The MPS form.
   *
   * @param experiment its MIG form
   * @param sharing what sharing is taken to cost
   * @throws UsageException if what a tenant's model does on shares cannot be known, naming both
   */
  public static Experiment of(Experiment experiment, MpsSettings sharing) {
    return new MpsForm(experiment, sharing).made();
  }

  private Experiment made() {
    List<UsableGpu> gpus = experiment.settings().models().stream().map(MpsForm::whole).toList();
    return new Experiment(
        experiment.name(),
        experiment.settings().with(gpus),
        experiment.tenants().stream().map(this::tenant).toList(),
        experiment.histories(),
        experiment.windows(),
        experiment.seed(),
        experiment.retrainingError());
  }

  private static UsableGpu whole(GpuModel model) {
    GpuModel shared = MpsGpu.of(model);
    return new UsableGpu(shared, shared.profiles());
  }

  private WorldTenant tenant(WorldTenant tenant) {
    try {
      return tenant.with(services.computeIfAbsent(tenant.service(), this::service));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "tenant %s cannot share a GPU by MPS: %s".formatted(tenant.name(), e.getMessage()), e);
    }
  }

  private ServiceProfile service(ServiceProfile service) {
    return models.stream()
        .filter(model -> model.profiles().stream().anyMatch(p -> service.curve(p).isPresent()))
        .map(model -> MpsService.of(service, model, sharing))
        .reduce(ServiceProfile::and)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s was not measured on %s.".formatted(service.model(), models)));
  }
}
