package dev.migrator.live.journal;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.io.IOException;

/**
 * Entries as JSON and back.
 *
 * <p>A GPU model is written in full where a loop begins; everywhere else a profile is a reference
 * to it. So a codec reads the entries of one journal, in their order.
 */
final class Codec {
  /** The version of the format that is written, and the only one that is read. */
  static final int VERSION = 1;

  private static final JsonMapper MAPPER = mapper();

  private final ObjectReader reader =
      MAPPER.readerFor(Entry.Envelope.class).withAttribute(Profiles.class, new Profiles());

  /** The JSON of an entry, in UTF-8. */
  byte[] bytes(Entry entry) {
    try {
      return MAPPER.writeValueAsBytes(new Entry.Envelope(VERSION, entry));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("entry %s cannot be written.".formatted(entry), e);
    }
  }

  /**
   * The entry of that JSON.
   *
   * @throws IOException if there is none, naming what is wrong
   */
  Entry entry(byte[] json) throws IOException {
    try {
      return reader.<Entry.Envelope>readValue(json).entry();
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  private static JsonMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .addModule(ModelForms.module());
    named(builder, Entry.class);
    named(builder, Step.class);
    named(builder, Task.class);
    return builder.build();
  }

  /** A closed choice is written with the name of what was chosen. */
  private static void named(JsonMapper.Builder builder, Class<?> sealed) {
    builder.addMixIn(sealed, Typed.class);
    for (Class<?> choice : sealed.getPermittedSubclasses()) {
      builder.registerSubtypes(new NamedType(choice, choice.getSimpleName()));
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Typed {}
}
