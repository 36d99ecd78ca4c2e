package dev.migrator.app.evaluation;

import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.Setting;
import dev.migrator.app.usage.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An evaluation's scenarios with some keys set to other values, run by one policy and compared to
 * the same policy without them.
 *
 * @param name of the variant; empty for the scenarios as they are
 * @param policy that is run
 * @param settings what is other than in the files
 */
public record Variant(String name, String policy, List<Setting> settings) {
  /** The policy that is varied. */
  public static final String VARIED = "migrator";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");
  private static final String POLICY = "policy";

  public Variant {
    settings = List.copyOf(settings);
  }

  /** The scenarios as they are but for what is set for all. */
  public static Variant unchanged(List<Setting> settings) {
    return new Variant("", VARIED, settings);
  }

  /**
   * The variant that a user wrote: {@code NAME=KEY=VALUE;KEY=VALUE}. The key {@code policy} names
   * the policy.
   *
   * @throws UsageException if it is not of that form
   */
  public static Variant of(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || !NAME.matcher(text.substring(0, equals)).matches()) {
      throw new UsageException(
          "'%s' is no variant; expected NAME=KEY=VALUE, the name of small letters, digits, dots and dashes, such as one-plan=planning.replan=200s."
              .formatted(text));
    }
    String policy = VARIED;
    List<Setting> settings = new ArrayList<>();
    for (String part : text.substring(equals + 1).split(";", -1)) {
      Setting setting = Setting.of(part);
      if (setting.key().equals(POLICY)) {
        policy = Policies.known(setting.value());
      } else {
        settings.add(setting);
      }
    }
    return new Variant(text.substring(0, equals), policy, settings);
  }

  /** The same after other settings. */
  public Variant after(List<Setting> earlier) {
    List<Setting> all = new ArrayList<>(earlier);
    all.addAll(settings);
    return new Variant(name, policy, all);
  }

  /** Whether the scenarios are as they are. */
  public boolean isUnchanged() {
    return name.isEmpty();
  }

  /** Whether it says what is known of the future. */
  boolean setsForecast() {
    return settings.stream().anyMatch(setting -> setting.key().equals("planning.forecast"));
  }

  /** Whether anything but the planning is other, and so perhaps the bound. */
  boolean changesTheWorld() {
    return settings.stream().anyMatch(setting -> !setting.key().startsWith("planning."));
  }
}
