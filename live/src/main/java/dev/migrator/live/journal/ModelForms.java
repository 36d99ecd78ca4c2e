package dev.migrator.live.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.migrator.core.control.ChoiceRule;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.CheckpointTimes;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How those records of the model are written that JSON has no form for: durations, what may be
 * absent, profiles. Whoever reads hands in the {@link Profiles} that were read so far, as an
 * attribute of the reader.
 */
final class ModelForms {
  private ModelForms() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("model");
    add(module, Duration.class, String.class, Duration::toString, (d, _) -> duration(d));
    add(module, Profile.class, String.class, Profiles::reference, ModelForms::profile);
    add(module, GpuModel.class, GpuForm.class, GpuForm::of, ModelForms::model);
    add(
        module,
        RetrainingSettings.class,
        RetrainingForm.class,
        RetrainingForm::of,
        (form, _) -> form.settings());
    module.addSerializer(TenantReading.class, new AsForm<>(ReadingForm::of));
    module.addDeserializer(TenantReading.class, new ReadingFromForm());
    add(module, Known.class, KnownForm.class, KnownForm::of, (form, _) -> form.known());
    module.addKeySerializer(Profile.class, new ProfileAsKey());
    module.addKeyDeserializer(Profile.class, new KeyAsProfile());
    return module;
  }

  private static <T, F> void add(
      SimpleModule module, Class<T> type, Class<F> form, To<T, F> to, From<F, T> from) {
    module.addSerializer(type, new AsForm<>(to));
    module.addDeserializer(type, new FromForm<>(type, form, from));
  }

  private static Duration duration(String text) throws IOException {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IOException("'%s' is no duration; expected PT1.5S.".formatted(text), e);
    }
  }

  private static Profile profile(String reference, Profiles profiles) throws IOException {
    return profiles
        .named(reference)
        .orElseThrow(
            () ->
                new IOException(
                    "no profile '%s' so far. Maybe the journal's beginning is missing."
                        .formatted(reference)));
  }

  private static GpuModel model(GpuForm form, Profiles profiles) {
    GpuModel model = form.model();
    profiles.add(model);
    return model;
  }

  private static Profiles profiles(DeserializationContext context) {
    return (Profiles) Objects.requireNonNull(context.getAttribute(Profiles.class));
  }

  /** A value into its form. */
  private interface To<T, F> {
    F of(T value);
  }

  /** A form into its value, given the profiles that were read so far. */
  private interface From<F, T> {
    T of(F form, Profiles profiles) throws IOException;
  }

  private static final class AsForm<T, F> extends JsonSerializer<T> {
    private final To<T, F> to;

    AsForm(To<T, F> to) {
      this.to = to;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeObject(to.of(value));
    }
  }

  private static final class FromForm<T, F> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final Class<F> form;
    private final transient From<F, T> from;

    FromForm(Class<T> type, Class<F> form, From<F, T> from) {
      super(type);
      this.form = form;
      this.from = from;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return from.of(context.readValue(json, form), profiles(context));
    }
  }

  private static final class ReadingFromForm extends StdDeserializer<TenantReading> {
    private static final long serialVersionUID = 1L;
    private static final String SLOWNESS = "slowness";

    ReadingFromForm() {
      super(TenantReading.class);
    }

    @Override
    public TenantReading deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      if (!(context.readTree(json) instanceof ObjectNode node)) {
        throw new IOException("a tenant's reading is no object.");
      }
      if (!node.has(SLOWNESS)) {
        node.put(SLOWNESS, 1.0);
      }
      return context.readTreeAsValue(node, ReadingForm.class).reading();
    }
  }

  private static final class ProfileAsKey extends JsonSerializer<Profile> {
    @Override
    public void serialize(Profile value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeFieldName(Profiles.reference(value));
    }
  }

  private static final class KeyAsProfile extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
      return profile(key, profiles(context));
    }
  }

  /** A GPU model in full. */
  record GpuForm(
      String name,
      List<String> aliases,
      int memorySlices,
      int computeSlices,
      List<ProfileForm> profiles) {
    static GpuForm of(GpuModel m) {
      return new GpuForm(
          m.name(),
          m.aliases(),
          m.memorySlices(),
          m.computeSlices(),
          m.profiles().stream().map(ProfileForm::of).toList());
    }

    GpuModel model() {
      return new GpuModel(
          name,
          aliases,
          memorySlices,
          computeSlices,
          profiles.stream().map(ProfileForm::profile).toList());
    }
  }

  /** A profile in full; what is not known is an empty list. */
  record ProfileForm(
      String gpu,
      String name,
      String key,
      int computeSlices,
      int memorySlices,
      int maxInstances,
      List<Integer> memoryMib,
      List<Integer> multiprocessors,
      List<Integer> starts,
      Duration create,
      Duration destroy,
      Sharing sharing) {
    static ProfileForm of(Profile p) {
      return new ProfileForm(
          p.gpu(),
          p.name(),
          p.key(),
          p.computeSlices(),
          p.memorySlices(),
          p.maxInstances(),
          p.memoryMib().stream().boxed().toList(),
          p.multiprocessors().stream().boxed().toList(),
          p.starts(),
          p.create(),
          p.destroy(),
          p.sharing());
    }

    Profile profile() {
      return new Profile(
          gpu,
          name,
          key,
          computeSlices,
          memorySlices,
          maxInstances,
          first(memoryMib),
          first(multiprocessors),
          starts,
          create,
          destroy,
          sharing);
    }

    private static OptionalInt first(List<Integer> values) {
      return values.stream().mapToInt(Integer::intValue).findFirst();
    }
  }

  /** Settings for retrainings; without pausing an empty list. */
  record RetrainingForm(ChoiceRule choice, List<CheckpointTimes> pausing) {
    static RetrainingForm of(RetrainingSettings s) {
      return new RetrainingForm(s.choice(), s.pausing().stream().toList());
    }

    RetrainingSettings settings() {
      return new RetrainingSettings(choice, pausing.stream().findFirst());
    }
  }

  /** A tenant's reading; those of journals that were written before know no slowness. */
  record ReadingForm(
      String tenant,
      double accuracy,
      List<RetrainingChoice> choices,
      Outcome last,
      List<Checkpoint> checkpoints,
      double slowness) {
    static ReadingForm of(TenantReading r) {
      return new ReadingForm(
          r.tenant(), r.accuracy(), r.choices(), r.last(), r.checkpoints(), r.slowness());
    }

    TenantReading reading() {
      return new TenantReading(tenant, accuracy, choices, last, checkpoints, slowness);
    }
  }

  /** An instance; without a task an empty list. */
  record KnownForm(String id, Placement placement, List<Task> task, Known.Phase phase) {
    static KnownForm of(Known k) {
      return new KnownForm(k.id(), k.placement(), k.task().stream().toList(), k.phase());
    }

    Known known() {
      Optional<Task> first = task.stream().findFirst();
      return new Known(id, placement, first, phase);
    }
  }
}
