package dev.migrator.bench.soak;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a soak has shown.
 *
 * @param samples in order of time
 * @param leakedInstances that were no part of the plan twice in a row
 * @param events how often each kind happened
 * @param workers that were started
 * @param crashes of workers
 * @param guests that came over the API
 * @param refusedChanges that the API did not make
 * @param threadsLeft platform threads after the system was closed, less those before it began
 * @param filesLeft the same of open files
 * @param replayedSlots slots of the journal that were decided on again
 * @param replayEqual whether with the same outcome
 */
public record Findings(
    List<Sample> samples,
    List<String> leakedInstances,
    Map<String, Long> events,
    long workers,
    long crashes,
    int guests,
    int refusedChanges,
    int threadsLeft,
    int filesLeft,
    long replayedSlots,
    boolean replayEqual) {
  private static final int SAMPLES_AN_HOUR = 6;
  private static final double MOST_HEAP_GROWTH_MEGABYTES = 2;
  private static final double MOST_THREAD_GROWTH = 4;
  private static final double MOST_VIRTUAL_THREAD_GROWTH = 20;
  private static final double MOST_FILE_GROWTH = 15;
  private static final double MOST_DISK_FILE_GROWTH = 15;
  private static final double MOST_JOURNAL_MEGABYTES = 50;

  /** The JVM's own, which come with the first virtual threads and stay. */
  private static final int MOST_THREADS_LEFT = 8;

  private static final int MOST_FILES_LEFT = 8;

  public Findings {
    samples = List.copyOf(samples);
    leakedInstances = List.copyOf(leakedInstances);
    events = new TreeMap<>(events);
  }

  /** How the figures went that must not grow. */
  public List<Trend> trends() {
    return List.of(
        Trend.of("heap/MB", atRest(), Sample::heapMegabytes, MOST_HEAP_GROWTH_MEGABYTES),
        Trend.of("threads", samples, Sample::threads, MOST_THREAD_GROWTH),
        Trend.of("virtual threads", samples, Sample::virtualThreads, MOST_VIRTUAL_THREAD_GROWTH),
        Trend.of("open files", samples, Sample::files, MOST_FILE_GROWTH),
        Trend.of("files on disk", samples, Sample::dataFiles, MOST_DISK_FILE_GROWTH));
  }

  /** One an hour: between plans, for a plan that is being made holds more than all else. */
  private List<Sample> atRest() {
    return Trend.lowest(samples, SAMPLES_AN_HOUR, Sample::heapMegabytes);
  }

  /** What is wrong, in words; empty if nothing grows and nothing is left. */
  public List<String> faults() {
    Map<String, Boolean> faults = new LinkedHashMap<>();
    trends().forEach(trend -> faults.put(trend.name() + " grows", !trend.isFlat()));
    double journal = samples.stream().mapToDouble(Sample::journalMegabytes).max().orElse(0);
    faults.put(
        String.format(Locale.ROOT, "the journal had %.1f MB", journal),
        journal > MOST_JOURNAL_MEGABYTES);
    faults.put("instances leaked: " + leakedInstances, !leakedInstances.isEmpty());
    faults.put(threadsLeft + " threads are left", threadsLeft > MOST_THREADS_LEFT);
    faults.put(filesLeft + " files are left open", filesLeft > MOST_FILES_LEFT);
    faults.put("the journal does not replay", !replayEqual);
    faults.put("nothing was answered", samples.stream().allMatch(s -> s.answered() == 0));
    faults.put("the loop stopped writing", events.containsKey("read-only"));
    return faults.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  /** All but the samples, for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    trends().forEach(trend -> text.append(trend.line()).append('\n'));
    text.append("events: ").append(events).append('\n');
    text.append(
        """
        workers started %d, crashed %d; guests %d, changes not made %d
        left after it was closed: %d threads, %d files
        replayed %d slots: %s
        leaked instances: %s
        """
            .formatted(
                workers,
                crashes,
                guests,
                refusedChanges,
                threadsLeft,
                filesLeft,
                replayedSlots,
                replayEqual ? "equal" : "NOT EQUAL",
                leakedInstances));
    text.append(faults().isEmpty() ? "nothing grows" : "FAULTS: " + String.join("; ", faults()));
    return text.append('\n').toString();
  }
}
