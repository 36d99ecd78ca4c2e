package dev.migrator.policies.paris;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Seat;
import dev.migrator.policies.Training;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many instances of which profile PARIS wants for a problem.
 *
 * <p>A tenant's batches are what arrives in half of its SLO, in each slot and at each level of its
 * demand. The requests of a slot need their rate, divided by the rate of the profile that owns
 * their batch, of its instances; the number of instances is the mean of that. A retraining needs
 * one instance of the profile that owns the training's batch for the part of the horizon that it
 * takes there.
 */
record Partitioning(PlanningProblem problem, Duration slot, ParisPlanner.Settings settings) {

  /**
   * Wanted by these tenants, in proportion to the compute slices that there are.
   *
   * @param tenants what the models of the problem's tenants do
   */
  Wanted of(List<Tenant> tenants) {
    Map<String, double[]> inference = new LinkedHashMap<>();
    Map<String, double[]> retraining = new LinkedHashMap<>();
    for (Tenant tenant : tenants) {
      Optional<TenantOutlook> outlook =
          problem.tenants().stream().filter(o -> o.name().equals(tenant.name())).findFirst();
      List<Profile> serving = outlook.map(this::serving).orElse(List.of());
      if (outlook.isPresent() && !serving.isEmpty()) {
        Segments segments = Segments.of(tenant, serving, settings.knee());
        inference.put(tenant.name(), inference(outlook.get().demand(), tenant, segments));
        retraining.put(tenant.name(), retraining(outlook.get(), segments));
      }
    }
    return new Wanted(inference, retraining).inProportion(problem.gpu().computeSlices());
  }

  private List<Profile> serving(TenantOutlook tenant) {
    return problem.profiles().stream().filter(p -> tenant.capacityOf(p) > 0).toList();
  }

  private double[] inference(Demand demand, Tenant tenant, Segments segments) {
    double[] slices = none();
    for (int level = 0; level < demand.shares().length; level++) {
      double weight = demand.shares()[level] / demand.slots();
      for (double requests : demand.levels()[level]) {
        double perSecond = requests / (slot.toNanos() * 1e-9);
        double batch = Math.max(1, perSecond * tenant.slo().toNanos() * 1e-9 / 2);
        Segments.Part part = segments.owner(batch);
        int size = part.profile().computeSlices();
        slices[size] += weight * size * perSecond / part.rate(batch);
      }
    }
    return slices;
  }

  private double[] retraining(TenantOutlook tenant, Segments segments) {
    double[] slices = none();
    Profile profile = segments.owner(settings.trainingBatch()).profile();
    int size = profile.computeSlices();
    problem.placements().stream()
        .filter(place -> place.profile().equals(profile))
        .findFirst()
        .flatMap(place -> training(tenant, place))
        .ifPresent(training -> slices[size] = size * (double) training.end() / problem.slots());
    return slices;
  }

  private Optional<Training> training(TenantOutlook tenant, Placement place) {
    return Training.best(problem, tenant, 0, new Seat(place, 0, Optional.empty()));
  }

  private double[] none() {
    return new double[problem.gpu().computeSlices() + 1];
  }
}
