package dev.migrator.app.scenario;

import dev.migrator.core.control.ChoiceRule;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.model.CheckpointTimes;
import dev.migrator.simulator.world.WorldSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys of {@code planning} that say what planners may do about retrainings: {@code retraining:
 * {choice: any}} and {@code pausing: off}, {@code on} or {@code {save: 1s, restore: 2s}}.
 */
final class RetrainingKeys {
  private static final String EXPECTED = "off, on or a map such as {save: 1s, restore: 2s}";

  private RetrainingKeys() {}

  static RetrainingSettings of(Fields planning, int gpus) {
    Fields retraining = planning.inside("retraining", "choice");
    Optional<CheckpointTimes> pausing = planning.node("pausing").flatMap(RetrainingKeys::pausing);
    if (pausing.isPresent() && gpus > 1) {
      throw planning
          .where("pausing")
          .wrong(
              "on for %d GPUs".formatted(gpus),
              "off, for retrainings can be paused on a single GPU only");
    }
    return new RetrainingSettings(
        retraining.node("choice").map(RetrainingKeys::choice).orElse(ChoiceRule.ANY), pausing);
  }

  private static ChoiceRule choice(Node node) {
    String name = Value.TEXT.of(node);
    return Arrays.stream(ChoiceRule.values())
        .filter(rule -> name(rule).equals(name))
        .findFirst()
        .orElseThrow(() -> Fields.unknown(node.where(), name, "a rule", names()));
  }

  private static List<String> names() {
    return Arrays.stream(ChoiceRule.values()).map(RetrainingKeys::name).toList();
  }

  private static String name(ChoiceRule rule) {
    return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<CheckpointTimes> pausing(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return switch (scalar.text()) {
        case "off" -> Optional.empty();
        case "on" -> Optional.of(WorldSettings.DEFAULT_CHECKPOINTS);
        default -> throw node.where().wrong(node.shown(), EXPECTED);
      };
    }
    Fields fields = Fields.of(node, "save", "restore");
    return Optional.of(
        new CheckpointTimes(
            time(fields, "save", WorldSettings.DEFAULT_CHECKPOINTS.save()),
            time(fields, "restore", WorldSettings.DEFAULT_CHECKPOINTS.restore())));
  }

  private static Duration time(Fields fields, String key, Duration usual) {
    return fields.optional(key, Value.duration()).orElse(usual);
  }
}
