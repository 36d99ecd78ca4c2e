package dev.migrator.bench.soak;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.live.daemon.LiveView;
import dev.migrator.live.emulated.DriverInstance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at a running system now and then. */
final class Sampler {
  private static final double MEGABYTE = 1 << 20;
  private static final int LOOKS = 5;
  private static final long BETWEEN_LOOKS_MILLIS = 150;
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private final House house;
  private final QuickClock clock;
  private final Path data;
  private final Path scratch;
  private Set<String> straysBefore = Set.of();
  private final Set<String> leaked = new TreeSet<>();

  /**
   * @param data the system's folder
   * @param scratch a folder for what the sampler itself writes
   */
  Sampler(House house, QuickClock clock, Path data, Path scratch) {
    this.house = house;
    this.clock = clock;
    this.data = data;
    this.scratch = scratch;
  }

  /** Instances that were no part of the plan at two moments in a row. */
  Set<String> leaked() {
    return leaked;
  }

  Sample sample() throws IOException, InterruptedException {
    House.Census census = house.census();
    LiveView view = census.view();
    List<PlannedInstance> planned = planned(view);
    Set<String> strays = strays(census, planned);
    leaked.addAll(strays.stream().filter(straysBefore::contains).toList());
    straysBefore = strays;
    return new Sample(
        clock.time().toNanos() / 3.6e12,
        heap(),
        threads(),
        virtualThreads(),
        openFiles(),
        census.instances().size(),
        planned.size(),
        strays.size(),
        bytes(data.resolve("journal")) / MEGABYTE,
        files(data),
        view.tenants().size(),
        view.tenants().stream().mapToLong(t -> t.total().withinSlo()).sum(),
        view.turn(),
        view.skipped());
  }

  /**
   * In use after a collection; the least of several looks, as a plan that is being made holds more
   * than all else together.
   */
  static double heap() throws InterruptedException {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      ManagementFactory.getMemoryMXBean().gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      least = Math.min(least, used / MEGABYTE);
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
    return least;
  }

  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** Without those that classes are read from. */
  static int openFiles() throws IOException {
    try (Stream<Path> open = Files.list(OPEN_FILES)) {
      return (int) open.filter(Sampler::isNoProgram).count();
    }
  }

  private static boolean isNoProgram(Path file) {
    try {
      return !Files.readSymbolicLink(file).toString().endsWith(".jar");
    } catch (IOException e) {
      // Closed meanwhile.
      return false;
    }
  }

  private static List<PlannedInstance> planned(LiveView view) {
    int slot = (int) (view.turn() - 1 - view.planSlot());
    return view.plan().map(plan -> plan.instancesIn(slot)).orElse(List.of());
  }

  private static Set<String> strays(House.Census census, List<PlannedInstance> planned) {
    Set<String> wanted =
        planned.stream().map(p -> p.placement() + " " + p.task()).collect(Collectors.toSet());
    Set<String> there =
        census.view().instances().stream()
            .filter(i -> wanted.contains(i.placement() + " " + i.task()))
            .map(ObservedInstance::id)
            .collect(Collectors.toSet());
    Set<String> strays = new HashSet<>();
    census.instances().stream().map(DriverInstance::id).forEach(strays::add);
    strays.removeAll(there);
    return strays;
  }

  /** Of those that the JVM lists: all that run or wait. */
  private int virtualThreads() throws IOException {
    Path dump = scratch.resolve("threads.json");
    Files.deleteIfExists(dump);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(
            dump.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
    try (Stream<String> lines = Files.lines(dump)) {
      return (int) lines.filter(line -> line.contains("\"virtual\": true")).count();
    }
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sum += Files.exists(file) ? Files.size(file) : 0;
      }
    }
    return sum;
  }

  /** Some come and go while they are counted. */
  private static long files(Path folder) throws IOException {
    long count = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        count += 1 + (Files.isDirectory(file) ? files(file) : 0);
      }
    } catch (NoSuchFileException e) {
      return count;
    }
    return count;
  }
}
