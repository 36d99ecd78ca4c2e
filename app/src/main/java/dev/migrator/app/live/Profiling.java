package dev.migrator.app.live;

import dev.migrator.app.scenario.LiveConfiguration;
import dev.migrator.app.scenario.LiveTenantEntry;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.live.process.ProcessLauncher;
import dev.migrator.live.profile.ProfileSettings;
import dev.migrator.live.profile.ServiceMeter;
import dev.migrator.live.profile.SizeFigures;
import dev.migrator.live.work.WorkSettings;
import dev.migrator.live.work.WorkerEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Measures the service profiles of a live system's tenants, while that system does not run: on an
 * instance after the other, a worker is started as the daemon would start it.
 */
public final class Profiling {
  private static final String INSTANCE = "profile";

  private final LiveConfiguration configuration;
  private final Wanted wanted;
  private final InstantSource time;
  private final String version;

  /**
   * What is to be measured.
   *
   * @param tenants at least one
   * @param sizes of instances, at least one
   * @param batches ascending, at least one
   * @param perPoint time for each of them
   */
  public record Wanted(
      List<LiveTenantEntry> tenants,
      List<Profile> sizes,
      List<Integer> batches,
      Duration perPoint) {
    public Wanted {
      tenants = List.copyOf(tenants);
      sizes = List.copyOf(sizes);
      batches = List.copyOf(batches);
    }

    /** How many sizes of batch on sizes of instances, of all tenants. */
    public long points() {
      return (long) tenants.size() * sizes.size() * batches.size();
    }
  }

  /**
   * Of a system.
   *
   * @param time by which the measurement is dated
   * @param version of this program, for the record
   */
  public Profiling(
      LiveConfiguration configuration, Wanted wanted, InstantSource time, String version) {
    this.configuration = configuration;
    this.wanted = wanted;
    this.time = time;
    this.version = version;
  }

  /**
   * Measures; no worker is left when it ends, whatever ends it.
   *
   * @param told of each point that is done: how many by now
   * @return a profile for each tenant
   * @throws UsageException if the system runs, or a worker cannot be measured
   */
  public List<MeasuredProfile> measure(LongConsumer told) {
    double wholeCores = wholeCores();
    long[] done = new long[1];
    ServiceMeter meter =
        new ServiceMeter(
            new ProcessLauncher(command()),
            ProfileSettings.of(wanted.batches(), wanted.perPoint(), configuration.seed()),
            System::nanoTime,
            () -> told.accept(++done[0]));
    Thread hook = new Thread(meter::abort, "abort");
    Runtime.getRuntime().addShutdownHook(hook);
    try (DataFolder data = DataFolder.open(configuration.data())) {
      List<MeasuredProfile> profiles = new ArrayList<>();
      for (LiveTenantEntry tenant : wanted.tenants()) {
        profiles.add(profile(meter, tenant, wholeCores));
      }
      return profiles;
    } catch (IOException e) {
      throw new UsageException(
          "data: '%s' cannot be used (%s).".formatted(configuration.data(), e.getMessage()), e);
    } finally {
      meter.abort();
      unhook(hook);
    }
  }

  private double wholeCores() {
    return switch (configuration.fleet()) {
      case LiveConfiguration.Emulated emulated -> emulated.wholeCores();
      case LiveConfiguration.Real _ ->
          throw new UsageException(
              "fleet: profile measures on an emulated GPU; expected `fleet: emulated`. Maybe"
                  + " measure with bench/gpu/service_profiles.py?");
    };
  }

  private List<String> command() {
    return WorkerCommand.of(configuration.worker());
  }

  private MeasuredProfile profile(ServiceMeter meter, LiveTenantEntry tenant, double wholeCores) {
    GpuModel gpu = configuration.loop().models().getFirst();
    WorkerEnvironment environment =
        new WorkerEnvironment(
            WorkSettings.of(configuration.data(), wholeCores, configuration.seed()),
            List.of(gpu.computeSlices()),
            instance -> "");
    Provenance provenance =
        Provenance.of(time.instant(), command(), version, wanted.perPoint(), wholeCores);
    List<SizeFigures> sizes = new ArrayList<>();
    for (Profile size : wanted.sizes()) {
      sizes.add(size(meter, environment, tenant, size));
    }
    return MeasuredProfile.of(tenant, gpu, sizes, provenance);
  }

  private static SizeFigures size(
      ServiceMeter meter, WorkerEnvironment environment, LiveTenantEntry tenant, Profile size) {
    String name = tenant.tenant().name();
    try {
      Placement place = new Placement(0, size, size.starts().getFirst());
      return meter.measure(size, environment.serving(INSTANCE, place, name, tenant.model()));
    } catch (IOException e) {
      throw new UsageException(
          "%s on %s: cannot be measured: %s.".formatted(name, size.name(), e.getMessage()), e);
    }
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This program is being ended, and the hook runs.
      return;
    }
  }
}
