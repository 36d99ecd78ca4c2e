package dev.migrator.app.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Locale;
import java.util.function.Supplier;

/** How an answer is shown. */
public enum OutputFormat {
  /** For people. */
  TABLE,
  /** For programs. */
  JSON,
  /** For programs and people. */
  YAML;

  private static final ObjectMapper JSON_MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper YAML_MAPPER =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  /**
   * The answer as text that ends with a line break.
   *
   * @param answer a record or map, for programs
   * @param table the same for people; asked for only if it is wanted
   */
  public String render(Object answer, Supplier<String> table) {
    String text =
        switch (this) {
          case TABLE -> table.get();
          case JSON -> written(JSON_MAPPER, answer);
          case YAML -> written(YAML_MAPPER, answer);
        };
    return text.endsWith("\n") ? text : text + "\n";
  }

  private static String written(ObjectMapper mapper, Object answer) {
    try {
      return mapper.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The answer " + answer.getClass() + " cannot be written", e);
    }
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
