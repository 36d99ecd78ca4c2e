package dev.migrator.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.migrator.app.policy.Cores;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.solver.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures how good and how fast plans are: {@code migrator} beside the integer program on several
 * solvers, on the same problems. See {@link PlannerSpeedInstances} for the problems and {@link
 * PlannerSpeedRace} for what is compared.
 *
 * <p>Arguments, all optional:
 *
 * <pre>
 *   --traces FOLDER       real arrivals from the traces that the examples name; else generators
 *   --sizes 2x50,4x200    tenants x slots; default 2x50,2x100,2x200,4x200,7x200
 *   --instances N         problems of each size, default 12
 *   --planners a,b        of migrator, scip, highs, cp_sat; default all. With migrator alone the
 *                         most memory that the process had is told too
 *   --gap PERCENT         the gap at which migrator is content, default 0.5
 *   --ilp SECONDS         the most that a solver is given, default 30
 *   --warm-ups N          other problems of each size that migrator plans first, default 3
 *   --repeats N           how often migrator plans each problem, default 3: its time is the median
 *   --hands one|all       cores that migrator plans on, default all; solvers have one each
 *   --seed N              other problems
 *   --output table|json
 *   --to FILE             where to write it, default standard output, on which HiGHS writes too
 * </pre>
 */
public final class PlannerSpeed {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("--traces", ""),
          Map.entry("--sizes", "2x50,2x100,2x200,4x200,7x200"),
          Map.entry("--instances", "12"),
          Map.entry("--planners", "migrator,scip,highs,cp_sat"),
          Map.entry("--gap", "0.5"),
          Map.entry("--ilp", "30"),
          Map.entry("--warm-ups", "3"),
          Map.entry("--repeats", "3"),
          Map.entry("--hands", "all"),
          Map.entry("--seed", "1"),
          Map.entry("--output", "table"),
          Map.entry("--to", ""));

  /** How many times as long as migrator a solver may take. */
  private static final double FACTOR = 100;

  private PlannerSpeed() {}

  /**
   * All that was found.
   *
   * @param outcomes by problem
   * @param summary over all of them
   */
  record Report(List<PlannerSpeedRace.Outcome> outcomes, PlannerSpeedSummary summary) {}

  /** Prints what was found; see the class comment for the arguments. */
  public static void main(String[] args) throws IOException {
    Map<String, String> options = options(args);
    Report report = report(options);
    String answer =
        option(options, "--output").equals("json")
            ? json(report)
            : PlannerSpeedSummary.lines(report.outcomes()) + report.summary().table();
    if (option(options, "--to").isEmpty()) {
      System.out.println(answer);
    } else {
      Files.writeString(Path.of(option(options, "--to")), answer);
    }
    if (engines(options).isEmpty()) {
      System.out.println(mostMemory());
    }
  }

  /** Runs every problem, and tells of each on standard error. */
  static Report report(Map<String, String> options) {
    PlannerSpeedInstances instances =
        new PlannerSpeedInstances(
            arrivals(option(options, "--traces")), Long.parseLong(option(options, "--seed")));
    PlannerSpeedRace race =
        new PlannerSpeedRace(
            settings(options),
            engines(options),
            number(options, "--repeats"),
            FACTOR,
            Double.parseDouble(option(options, "--ilp")));
    List<PlannerSpeedRace.Outcome> outcomes = new ArrayList<>();
    for (String size : option(options, "--sizes").split(",")) {
      int tenants = Integer.parseInt(size.substring(0, size.indexOf('x')));
      int slots = Integer.parseInt(size.substring(size.indexOf('x') + 1));
      for (int i = 1; i <= number(options, "--warm-ups"); i++) {
        race.plan(instances.instance(tenants, slots, -i).problem());
      }
      for (int i = 0; i < number(options, "--instances"); i++) {
        outcomes.add(race.run(instances.instance(tenants, slots, i)));
        System.err.print(
            PlannerSpeedSummary.lines(outcomes.subList(outcomes.size() - 1, outcomes.size())));
      }
    }
    return new Report(outcomes, PlannerSpeedSummary.of(outcomes));
  }

  /** With the usual effort. */
  private static PlannerSettings settings(Map<String, String> options) {
    PlannerSettings usual = PlannerSettings.standard();
    double gap = Double.parseDouble(option(options, "--gap")) / 100;
    return new PlannerSettings(gap, usual.mostEffort(), usual.usesSpareSlices())
        .with(hands(option(options, "--hands")));
  }

  private static Hands hands(String named) {
    return switch (named) {
      case "one" -> Hands.ONE;
      case "all" -> Cores.hands();
      default ->
          throw new IllegalArgumentException(
              "--hands is %s; expected one or all.".formatted(named));
    };
  }

  /** Options by name, with defaults. */
  static Map<String, String> options(String... args) {
    Map<String, String> options = new TreeMap<>(DEFAULTS);
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length || !DEFAULTS.containsKey(args[i])) {
        throw new IllegalArgumentException(
            "arguments are %s; expected pairs of a name and a value, names of %s."
                .formatted(Arrays.toString(args), new TreeMap<>(DEFAULTS).keySet()));
      }
      options.put(args[i], args[i + 1]);
    }
    return options;
  }

  private static List<PlannerSpeedArrivals> arrivals(String folder) {
    return folder.isEmpty()
        ? PlannerSpeedArrivals.generators()
        : PlannerSpeedArrivals.traces(Path.of(folder));
  }

  private static List<Engine> engines(Map<String, String> options) {
    return Arrays.stream(option(options, "--planners").split(","))
        .filter(name -> !name.equals("migrator"))
        .map(name -> Engine.valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static int number(Map<String, String> options, String name) {
    return Integer.parseInt(option(options, name));
  }

  private static String option(Map<String, String> options, String name) {
    return options.getOrDefault(name, "");
  }

  private static String json(Report report) throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
  }

  /** The process's peak of resident memory, where the system tells it. */
  private static String mostMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return "peak memory: unknown on this system";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("peak memory: unknown");
  }
}
