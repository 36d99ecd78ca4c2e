package dev.migrator.app.evaluation;

import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The variants of {@code migrator} that show what each of its parts is worth, and how what it
 * cannot choose matters to it. Each is one switch.
 */
public final class Ablations {
  /** Stands for all of them. */
  public static final String ALL = "all";

  private static final SequencedMap<String, Variant> BY_NAME = new LinkedHashMap<>();

  static {
    Stream.of(
            "no-pre-initialization=reconfiguration.pre-initialization=false",
            "whole-gpu=reconfiguration.whole-gpu=true",
            "no-slo-term=planning.ignore-slos=true",
            "no-retraining=planning.retraining.choice=none",
            "most-accurate-retraining=planning.retraining.choice=most-accurate",
            "fastest-retraining=planning.retraining.choice=fastest",
            "mean-forecast=planning.uncertainty=mean",
            "one-plan-a-window=planning.replan=600s;planning.replan-on=none",
            "ilp=policy=migrator-ilp",
            "start-0s=reconfiguration.start=0s",
            "start-1s=reconfiguration.start=1s",
            "start-3s=reconfiguration.start=3s",
            "start-6s=reconfiguration.start=6s",
            "start-12s=reconfiguration.start=12s",
            "noise-0=planning.forecast=noisy:0",
            "noise-10=planning.forecast=noisy:0.1",
            "noise-20=planning.forecast=noisy:0.2",
            "noise-30=planning.forecast=noisy:0.3",
            "noise-50=planning.forecast=noisy:0.5",
            "gain-error-10=retraining-error.gain=0.1",
            "gain-error-30=retraining-error.gain=0.3",
            "time-error-10=retraining-error.duration=0.1",
            "time-error-30=retraining-error.duration=0.3",
            "slot-2s=windows.slot=2s",
            "slot-5s=windows.slot=5s",
            "slot-10s=windows.slot=10s",
            "window-60s=windows.length=60s",
            "window-100s=windows.length=100s",
            "window-400s=windows.length=400s",
            "window-600s=windows.length=600s")
        .map(Variant::of)
        .forEach(variant -> BY_NAME.put(variant.name(), variant));
  }

  private Ablations() {}

  /** The names, in a fixed order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.sequencedKeySet());
  }

  /**
   * Those of these names; {@code all} stands for all.
   *
   * @throws UsageException if there is none of a name
   */
  public static List<Variant> named(List<String> names) {
    return names.contains(ALL)
        ? List.copyOf(BY_NAME.sequencedValues())
        : names.stream().map(Ablations::named).toList();
  }

  private static Variant named(String name) {
    return Optional.ofNullable(BY_NAME.get(name)).orElseThrow(() -> unknown(name));
  }

  private static UsageException unknown(String name) {
    String maybe = Nearest.to(name, names()).map(" Maybe %s?"::formatted).orElse("");
    return new UsageException(
        "--ablations: '%s' is not known; expected all, or some of %s.%s"
            .formatted(name, String.join(", ", names()), maybe));
  }
}
