package dev.migrator.live.work;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.event.Event;
import dev.migrator.live.event.EventLog;
import dev.migrator.stream.Drift;
import dev.migrator.stream.VectorStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workloads of one tenant with fake processes and a fake fleet, at a time that the test sets. */
final class Scene implements AutoCloseable {
  static final GpuModel GPU = GpuModels.named("A100-80GB");
  static final String TENANT = "cats";
  private static final ProbeSettings PROBES = new ProbeSettings(64, 2, Duration.ofSeconds(5));
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofSeconds(20);

  final List<FakeProcess> processes = new ArrayList<>();
  final List<String> destroyed = new ArrayList<>();
  final Gateway gateway;
  final LiveWorkloads work;
  final EventLog events = new EventLog(() -> Instant.EPOCH, event -> {});
  private final Map<String, InstanceReading> instances = new LinkedHashMap<>();
  private long now = Duration.ofHours(1).toNanos();

  Scene(Path data) throws IOException {
    Mailbox mailbox = new Mailbox();
    gateway = Gateway.open(DoorSettings.onLoopback(0), mailbox);
    WorkSettings settings = WorkSettings.of(data, 0.5, 1).with(Optional.of(PROBES));
    work =
        new LiveWorkloads(
            settings,
            new Devices(),
            gateway,
            (environment, listener) -> {
              processes.add(new FakeProcess(environment, listener));
              return processes.getLast();
            },
            events,
            () -> now,
            () -> Duration.ofNanos(now),
            mailbox,
            new WorkerEnvironment(settings, List.of(GPU.computeSlices()), _ -> ""),
            new Deaf());
    mailbox.readBy(work);
    work.join(tenant());
    work.windowBegins(0, WINDOW);
  }

  static TenantSettings tenant() {
    return tenant(TENANT);
  }

  static TenantSettings tenant(String name) {
    return tenant(name, Duration.ofSeconds(1));
  }

  static TenantSettings tenant(String name, Duration slo) {
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(8, 10_000_000)));
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile profile : GPU.baseProfiles()) {
      curves.put(profile, curve);
      speeds.put(profile, Math.min(1, profile.computeSlices() / 7.0));
    }
    ServiceProfile service = new ServiceProfile("m", GPU.name(), curves, speeds, "made up");
    return new TenantSettings(
        new Tenant(name, service, slo, 1),
        "perceptron",
        Token.of("secret of " + name),
        100,
        Optional.of(new VectorStream(1, Drift.within(WINDOW))),
        64,
        Map.of("all-layers", 7),
        List.of(
            new RetrainingChoice("all-layers", Duration.ofSeconds(4), 0.9),
            new RetrainingChoice("last-layer", Duration.ofSeconds(2), 0.8)));
  }

  /** An instance of three sevenths, with a worker as soon as it exists. */
  void start(String id, Task task) {
    Placement place = new Placement(GPU.profile("3g"), 4);
    instances.put(id, new InstanceReading(id, place, InstanceState.CREATING));
    work.start(new Step.Start(id, task));
  }

  void exists(String id) {
    InstanceReading reading = instances.get(id);
    instances.put(id, new InstanceReading(id, reading.placement(), InstanceState.STARTING));
    work.poll();
  }

  void vanishes(String id) {
    instances.remove(id);
    work.poll();
  }

  /** As the loop sees it go by. */
  void passes(Duration time) {
    long until = now + time.toNanos();
    while (now < until) {
      now = Math.min(until, now + STEP.toNanos());
      work.poll();
    }
    work.poll();
  }

  /** Nobody looks meanwhile. */
  void leaps(Duration time) {
    now += time.toNanos();
    work.poll();
  }

  void windowEndsSoon() {
    work.windowEndsSoon(WINDOW);
    work.poll();
  }

  void nextWindow(long number) {
    work.windowBegins(number, WINDOW);
  }

  /** A process that has just been started. */
  FakeProcess process() {
    return processes.getLast();
  }

  InstanceState state(String id) {
    return work.fleet().instances().stream()
        .filter(reading -> reading.id().equals(id))
        .map(InstanceReading::state)
        .findFirst()
        .orElseThrow();
  }

  WorkerReading worker(String id) {
    return work.workers().stream()
        .filter(reading -> reading.instance().equals(id))
        .findFirst()
        .orElseThrow();
  }

  List<String> kinds() {
    return events.after(0).stream().map(Event::kind).toList();
  }

  @Override
  public void close() {
    gateway.close();
  }

  private final class Devices implements Fleet {
    @Override
    public List<InstanceReading> instances() {
      return List.copyOf(instances.values());
    }

    @Override
    public void create(Step.Create step) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public void destroy(Step.Destroy step) {
      destroyed.add(step.instance());
    }
  }

  private static final class Deaf implements Observer {
    @Override
    public void batches(String tenant, Profile profile, int rows, long batches, double nanos) {}

    @Override
    public void started(Duration took) {}

    @Override
    public void swapped(String tenant, String choice, long window, Duration onWholeGpu) {}
  }
}
