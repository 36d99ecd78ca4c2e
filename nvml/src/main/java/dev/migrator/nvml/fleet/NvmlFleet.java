package dev.migrator.nvml.fleet;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.CallWatch;
import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.ReturnCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The fleet of real GPUs. Creating and destroying begin and return at once; each GPU has a thread
 * of its own that does the work and looks at the GPU every few seconds, and readings answer from
 * its latest look, so no caller ever waits for a driver.
 *
 * <p>Readings know the driver's part of an instance only: {@code READY} means that it exists. How
 * far the worker on it is, is for whoever started that to say.
 *
 * <p>A GPU may have to be left alone until the process is started anew: nothing is changed on it,
 * what is to be created there fails at once, and other GPUs go on. If it is lost itself, readings
 * show none of its instances any more; otherwise what was last seen of them. So it is when a call
 * does not return within its limit, as that cannot be ended; other GPUs go on then unless the
 * driver itself is stuck.
 */
public final class NvmlFleet implements Fleet, AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Nvml nvml;
  private final List<GpuAgent> agents;
  private final List<Thread> threads = new ArrayList<>();
  private final FleetSettings settings;
  private final CallWatch watch;
  private Optional<Thread> listener = Optional.empty();
  private volatile long stopBy;
  private volatile boolean stopped;

  private NvmlFleet(Nvml nvml, List<GpuAgent> agents, FleetSettings settings, CallWatch watch) {
    this.nvml = nvml;
    this.agents = List.copyOf(agents);
    this.settings = settings;
    this.watch = watch;
  }

  /**
   * Takes the GPUs' locks, opens their records and looks at them once, which also begins to end
   * what an earlier process had left half done.
   *
   * @param watch that the session of NVML reports to
   * @param events told of what happens, from any thread
   * @throws GpuTakenException if another process manages one of them
   * @throws StateException if locks or records cannot be had
   * @throws IllegalArgumentException if one of them is not there or not in MIG mode
   */
  public static NvmlFleet open(
      Nvml nvml,
      CallWatch watch,
      ModelDefaults defaults,
      FleetSettings settings,
      Consumer<FleetEvent> events) {
    return open(
        nvml,
        watch,
        defaults,
        settings,
        events,
        System::nanoTime,
        Path.of("/proc"),
        FileOnDisk::new);
  }

  static NvmlFleet open(
      Nvml nvml,
      CallWatch watch,
      ModelDefaults defaults,
      FleetSettings settings,
      Consumer<FleetEvent> events,
      LongSupplier clock,
      Path proc,
      Function<Path, DurableFile> files) {
    List<GpuAgent> agents = new ArrayList<>();
    NvmlFleet fleet = null;
    try {
      folder(settings.state());
      for (int index : indices(nvml, settings, events)) {
        int number = agents.size();
        MigGpu gpu = MigGpu.of(nvml, index, number, defaults);
        agents.add(
            agent(
                gpu,
                settings,
                new Holders(proc),
                (kind, message) -> events.accept(new FleetEvent(number, kind, message)),
                clock,
                files));
      }
      fleet = new NvmlFleet(nvml, agents, settings, watch);
      fleet.turn();
      return fleet;
    } finally {
      if (fleet == null) {
        agents.forEach(agent -> agent.lock().close());
      }
    }
  }

  private static GpuAgent agent(
      MigGpu gpu,
      FleetSettings settings,
      Holders holders,
      BiConsumer<FleetEvent.Kind, String> events,
      LongSupplier clock,
      Function<Path, DurableFile> files) {
    GpuIdentity identity = gpu.identity();
    GpuLock lock = GpuLock.take(lockFile(settings.state(), identity), identity.toString());
    try {
      Path file = settings.state().resolve(identity.uuid() + ".instances");
      OwnershipRecord ownership = OwnershipRecord.open(files.apply(file));
      return new GpuAgent(gpu, ownership, lock, settings, holders, events, clock);
    } catch (StateException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Switches MIG mode of a GPU that no process of ours manages.
   *
   * @return why it is not in force yet
   * @throws GpuTakenException if another process manages it
   * @throws StateException if its lock cannot be had
   */
  public static ReturnCode setMode(Nvml nvml, Path state, GpuList.Entry gpu, boolean enabled) {
    folder(state);
    GpuIdentity identity = gpu.identity().orElseThrow();
    try (GpuLock _ = GpuLock.take(lockFile(state, identity), identity.toString())) {
      return nvml.setMigMode(nvml.device(gpu.index()), enabled);
    }
  }

  private static Path lockFile(Path state, GpuIdentity gpu) {
    return state.resolve(gpu.uuid() + ".lock");
  }

  private static void folder(Path state) {
    try {
      Files.createDirectories(state);
    } catch (IOException e) {
      throw new StateException(
          "%s: the state folder cannot be made (%s). Maybe it is not ours to write in?"
              .formatted(state, e),
          e);
    }
  }

  private static List<Integer> indices(
      Nvml nvml, FleetSettings settings, Consumer<FleetEvent> events) {
    List<GpuList.Entry> all = GpuList.read(nvml, ModelDefaults.NONE);
    for (GpuList.Entry gpu : all) {
      gpu.trouble()
          .ifPresent(
              why ->
                  events.accept(
                      new FleetEvent(
                          gpu.index(),
                          FleetEvent.Kind.UNREADABLE,
                          "GPU %d is left out: %s".formatted(gpu.index(), why))));
    }
    List<Integer> inMigMode =
        all.stream().filter(GpuList.Entry::isMig).map(GpuList.Entry::index).toList();
    for (int index : settings.gpus()) {
      if (!inMigMode.contains(index)) {
        throw new IllegalArgumentException(
            "GPU %d is not in MIG mode, does not answer or does not exist; in MIG mode are %s. Maybe `migrator gpu mode --enable --device %d` first?"
                .formatted(index, inMigMode, index));
      }
    }
    return settings.gpus().isEmpty() ? inMigMode : settings.gpus();
  }

  /** Starts the threads. */
  public void start() {
    for (GpuAgent agent : agents) {
      Thread thread =
          Thread.ofPlatform()
              .name("gpu-" + agent.gpu().number())
              .daemon(true)
              .unstarted(() -> work(agent));
      threads.add(thread);
      thread.start();
    }
  }

  /** Starts to heed what GPUs report of themselves, within a second. */
  public void listen() {
    listener =
        Optional.of(
            Thread.ofPlatform()
                .name("gpu-events")
                .daemon(true)
                .start(new XidListener(nvml, agents, () -> stopped)));
  }

  private void work(GpuAgent agent) {
    try {
      while (!stopped) {
        agent.turn();
        agent.board().await();
      }
      while (!agent.board().isSettled() && System.nanoTime() - stopBy < 0) {
        agent.board().await();
        agent.turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      agent.cordon("a defect of migrator: " + e);
      throw e;
    }
  }

  /** The GPUs, by number: what plans have to be made for. */
  public List<GpuModel> models() {
    return gpus().stream().map(gpu -> gpu.geometry().model()).toList();
  }

  /** The GPUs themselves, by number. */
  public List<MigGpu> gpus() {
    return agents.stream().map(GpuAgent::gpu).toList();
  }

  @Override
  public List<InstanceReading> instances() {
    watchCalls();
    return agents.stream().flatMap(agent -> agent.board().instances().stream()).toList();
  }

  @Override
  public void create(Step.Create step) {
    int number = step.placement().gpu();
    if (number >= agents.size()) {
      throw new IllegalArgumentException(
          "%s: there are %d GPUs, from 0.".formatted(step, agents.size()));
    }
    if (agents.stream().anyMatch(agent -> agent.board().isNamed(step.instance()))) {
      throw new IllegalArgumentException("%s: there is an instance of that name.".formatted(step));
    }
    agents.get(number).create(step);
  }

  /** An instance that is not there needs no destruction; it may have gone without us. */
  @Override
  public void destroy(Step.Destroy step) {
    agents.forEach(agent -> agent.board().destroy(step));
  }

  /** The UUID of an instance that exists, for {@code CUDA_VISIBLE_DEVICES}. */
  public Optional<String> uuid(String instance) {
    return agents.stream().flatMap(agent -> agent.board().uuid(instance).stream()).findFirst();
  }

  /** Instances that are not ours, as last seen. */
  public List<MigInstance> foreign() {
    return agents.stream().flatMap(agent -> agent.board().foreign().stream()).toList();
  }

  /** Takes over an instance that is not ours, under that name. Before {@link #start} only. */
  public void adopt(MigInstance instance, String name) {
    agents.get(instance.placement().gpu()).adopt(instance, name);
  }

  /** Why a GPU is left alone; empty if it is not. */
  public Optional<String> cordon(int gpu) {
    watchCalls();
    return agents.get(gpu).board().cordon();
  }

  /** Memory slices of a GPU that are left alone, as a bit set: creations there fail at once. */
  public int cordonedSlices(int gpu) {
    return agents.get(gpu).board().cordonedSlices();
  }

  /** Whether nothing is left to be done but to destroy what is held. */
  public boolean isSettled() {
    watchCalls();
    return agents.stream().allMatch(agent -> agent.board().isSettled());
  }

  /** One turn of every GPU, for those who run it without threads. */
  public void turn() {
    agents.forEach(GpuAgent::turn);
  }

  /** How long until a turn may have something to do. */
  public Duration untilNext() {
    return agents.stream()
        .map(agent -> agent.board().untilNext())
        .min(Duration::compareTo)
        .orElse(settings.poll());
  }

  private void watchCalls() {
    for (int number = 0; number < threads.size(); number++) {
      GpuAgent agent = agents.get(number);
      watch
          .slow(threads.get(number), settings.callLimit())
          .ifPresent(
              slow ->
                  agent.cordon(
                      "%s has not returned for %d s. Maybe the driver hangs: see the kernel log; a reset or reboot, then a new start, may help."
                          .formatted(slow.name(), slow.since().toSeconds())));
    }
  }

  /**
   * Lets every GPU end the change that it is at, then gives the locks back; the rest is not done.
   */
  @Override
  public void close() {
    stopBy = System.nanoTime() + STOP_LIMIT.toNanos();
    stopped = true;
    agents.forEach(agent -> agent.board().withdraw());
    long until = stopBy;
    List<Thread> ending = new ArrayList<>(threads);
    listener.ifPresent(ending::add);
    for (Thread thread : ending) {
      try {
        thread.join(Duration.ofNanos(Math.max(until - System.nanoTime(), 1)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    agents.forEach(agent -> agent.lock().close());
  }
}
