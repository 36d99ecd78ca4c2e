package dev.migrator.app.planning;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.TenantOutlook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A planning problem in 16 hexadecimal digits: equal problems have equal ones, and others hardly
 * ever.
 *
 * <p>Numbers count to nine digits, so that what only rounds differently is the same.
 */
public final class Fingerprint {
  private static final int DIGITS = 16;

  private final StringBuilder text = new StringBuilder();

  private Fingerprint() {}

  /** The fingerprint of that problem. */
  public static String of(PlanningProblem problem) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(problem);
    byte[] bytes = fingerprint.text.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(bytes)).substring(0, DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void add(PlanningProblem problem) {
    words("gpus", problem.gpus().stream().map(GpuModel::name).toList());
    words("placements", problem.placements().stream().map(Placement::toString).toList());
    words("setup", sorted(problem.setupSlots()));
    words("inherited", problem.inherited().stream().map(Inherited::toString).sorted().toList());
    add(problem.rules(), problem.slots());
    problem.tenants().forEach(this::add);
  }

  /** Pausing counts only where there is some: without it a problem is what it always was. */
  private void add(Rules rules, int slots) {
    String held =
        "Rules[preInitialization=%s, setupPenalty=%s, retrainBy=%d]"
            .formatted(rules.preInitialization(), rules.setupPenalty(), rules.retrainBy());
    words("rules", List.of(held, "slots " + slots));
    rules.pausing().ifPresent(pausing -> words("pausing", List.of(pausing.toString())));
  }

  private void add(TenantOutlook tenant) {
    words("tenant", List.of(tenant.name(), String.valueOf(tenant.mustRetrain())));
    numbers(tenant.weight(), tenant.accuracy(), tenant.requestsAfter(), tenant.floor());
    words("capacity", sorted(tenant.capacity()));
    for (RetrainingOption option : tenant.options()) {
      words(option.resumes() ? "resumed" : "option", List.of(option.name()));
      numbers(option.accuracyAfter());
      words("slots", sorted(option.slots()));
    }
    numbers(tenant.demand().shares());
    for (double[] level : tenant.demand().levels()) {
      numbers(level);
    }
    numbers(tenant.demand().elsewhere());
  }

  private static List<String> sorted(Map<Profile, ? extends Number> byProfile) {
    return byProfile.entrySet().stream()
        .map(e -> e.getKey().name() + "=" + number(e.getValue().doubleValue()))
        .sorted()
        .toList();
  }

  private void words(String what, List<String> words) {
    text.append(what).append(words.stream().collect(Collectors.joining(",", "[", "]\n")));
  }

  private void numbers(double... numbers) {
    for (double number : numbers) {
      text.append(number(number)).append(' ');
    }
    text.append('\n');
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.9g", number);
  }
}
