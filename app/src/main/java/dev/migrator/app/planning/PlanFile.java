package dev.migrator.app.planning;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as {@code plan --output json} wrote it, perhaps edited since. */
public final class PlanFile {
  private static final String EXPECTED = "expected what `migrator plan --output json` writes";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PlanFile() {}

  /** Whether a file holds a plan rather than a scenario: JSON by its name or its first letter. */
  public static boolean isPlan(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
        || Files.isRegularFile(file) && text(file).stripLeading().startsWith("{");
  }

  /**
   * Reads a plan.
   *
   * @throws UsageException if it is not one, naming file, key and what was expected
   */
  public static PlanAnswer read(Path file) {
    String text = text(file);
    try {
      return MAPPER.readValue(text, PlanAnswer.class);
    } catch (UnrecognizedPropertyException e) {
      throw new UsageException(
          "%s: %s is not known; %s. Maybe another version wrote it?"
              .formatted(at(file, e), path(e.getPath()), EXPECTED),
          e);
    } catch (JsonMappingException e) {
      throw new UsageException(
          "%s: %s; %s.%s".formatted(at(file, e), wrong(e), EXPECTED, maybe(e)), e);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "%s: not JSON (%s); %s.".formatted(at(file, e), e.getOriginalMessage(), EXPECTED), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "%s: there is no such file; expected a scenario or a plan.".formatted(file), e);
    } catch (IOException e) {
      throw new UsageException(
          "%s: cannot be read (%s); expected a scenario or a plan.".formatted(file, e.getMessage()),
          e);
    }
  }

  private static String at(Path file, JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null || location.getLineNr() < 1
        ? file.toString()
        : file + ":" + location.getLineNr();
  }

  private static String wrong(JsonMappingException e) {
    String path = path(e.getPath());
    String message = e.getOriginalMessage();
    if (message.startsWith("Missing")) {
      return path + " is missing";
    }
    return (path.isEmpty() ? "the file" : path) + " is not what it should be";
  }

  /** Plans had no such key before they could be explained. */
  private static String maybe(JsonMappingException e) {
    return path(e.getPath()).equals("problem")
        ? " Maybe an older version wrote it: plan again."
        : "";
  }

  /** {@code segments[2].instances[0].gpu}. */
  private static String path(List<JsonMappingException.Reference> references) {
    return references.stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }
}
