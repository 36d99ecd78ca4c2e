package dev.migrator.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.fleet.FleetPlanner;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Measures how planning time and gap grow with the number of GPUs. */
public final class FleetSpeed {
  private static final int SLOTS = 200;
  private static final double LOAD = 0.9;
  private static final int MANY = 64;
  private static final String USUAL = "1,2,4,8,16,32,64,128,250,500,1000";

  private FleetSpeed() {}

  /**
   * One plan.
   *
   * @param mixed whether the GPUs are of two models
   * @param gap (bound - value) / bound
   * @param seconds of real time
   * @param cpuSeconds of the planning thread; on a busy machine much less than real time
   * @param peakMib the most heap memory taken meanwhile, garbage included
   */
  public record Result(
      int gpus,
      int tenants,
      boolean mixed,
      double value,
      double bound,
      double gap,
      double seconds,
      double cpuSeconds,
      long peakMib) {}

  /**
   * Prints a line for each number of GPUs, after two plans that are not counted. There are three
   * tenants a GPU up to 64 GPUs, two above.
   *
   * @param args {@code --gpus 1,8,64}, {@code --mixed yes}, {@code --output table|json|svg}
   */
  public static void main(String[] args) throws JsonProcessingException {
    Map<String, String> options = options(args);
    List<Integer> sizes =
        Stream.of(options.getOrDefault("--gpus", USUAL).split(",")).map(Integer::parseInt).toList();
    boolean mixed = options.getOrDefault("--mixed", "no").equals("yes");
    for (int gpus = 1; gpus <= 2; gpus++) {
      measure(gpus, 3 * gpus, SLOTS, mixed, 100, new FleetPlanner());
    }
    List<Result> results = new ArrayList<>();
    for (int gpus : sizes) {
      int tenants = gpus <= MANY ? 3 * gpus : 2 * gpus;
      results.add(measure(gpus, tenants, SLOTS, mixed, 1, new FleetPlanner()));
      System.err.print(table(results.subList(results.size() - 1, results.size())));
    }
    System.out.println(
        switch (options.getOrDefault("--output", "table")) {
          case "json" -> new ObjectMapper().writeValueAsString(results);
          case "svg" -> FleetPicture.of(results);
          default -> table(results);
        });
  }

  /** Plans one problem of the usual load. */
  public static Result measure(
      int gpus, int tenants, int slots, boolean mixed, long seed, Planner planner) {
    PlanningProblem problem = FleetProblems.of(gpus, tenants, slots, mixed, LOAD, seed);
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    Plan plan = planner.plan(problem);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    return new Result(
        gpus,
        tenants,
        mixed,
        plan.value(),
        plan.bound(),
        plan.gap(),
        seconds,
        cpu * 1e-9,
        pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20);
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    if (args.length % 2 != 0
        || !List.of("--gpus", "--mixed", "--output").containsAll(options.keySet())) {
      throw new IllegalArgumentException(
          "arguments are %s; expected [--gpus N,N] [--mixed yes|no] [--output table|json|svg]."
              .formatted(Arrays.toString(args)));
    }
    return options;
  }

  private static String table(List<Result> results) {
    StringBuilder table =
        new StringBuilder(
            " gpus tenants        value        bound  gap %  seconds  cpu s  peak MiB\n");
    for (Result r : results) {
      table.append(
          "%5d %7d %12.0f %12.0f %6.2f %8.1f %6.1f %9d%n"
              .formatted(
                  r.gpus(),
                  r.tenants(),
                  r.value(),
                  r.bound(),
                  100 * r.gap(),
                  r.seconds(),
                  r.cpuSeconds(),
                  r.peakMib()));
    }
    return table.toString();
  }
}
