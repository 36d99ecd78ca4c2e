package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.stream.Example;
import dev.migrator.stream.ExampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a tenant goes on after a restart, which here is to open it once more. */
class LiveTenantTest {
  private static final Profile SIZE = Scene.GPU.profile("3g");
  private static final List<Profile> SIZES = List.of(SIZE);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final double EXPECTED = 10_000_000;

  @TempDir private Path tenants;

  /** One that learns from its callers. */
  private static TenantSettings pupil(String model) {
    return with(Scene.tenant(), model, Scene.tenant().tenant());
  }

  private static TenantSettings with(TenantSettings usual, String model, Tenant tenant) {
    return new TenantSettings(
        tenant,
        model,
        usual.token(),
        usual.mostWaiting(),
        Optional.empty(),
        usual.examples(),
        usual.epochs(),
        usual.choices());
  }

  private LiveTenant open(TenantSettings settings) throws IOException {
    return LiveTenant.open(
        settings,
        tenants,
        why -> {
          throw new AssertionError(why);
        });
  }

  private static void begin(LiveTenant tenant, long window) throws IOException {
    tenant.note();
    tenant.windowBegins(window, Duration.ZERO, Duration.ofSeconds(20));
  }

  private static void send(LiveTenant tenant, int from, int to) {
    for (int i = from; i < to; i++) {
      tenant.seen().add(List.of(1), new float[] {i}, i % 2);
    }
  }

  private LiveTenant taught() throws IOException {
    LiveTenant tenant = open(pupil("perceptron"));
    send(tenant, 0, 80);
    begin(tenant, 5);
    return tenant;
  }

  @Test
  void whoIsTooSlowForItsSloIsTriedAgain() throws IOException {
    // A batch takes 10 ms, and with what waits before it 20: four times that is more than 50.
    TenantSettings settings = Scene.tenant(Scene.TENANT, Duration.ofMillis(50));
    LiveTenant tenant = open(settings);
    for (int i = 0; i < 40; i++) {
      tenant.slowness().took(SIZE, 8, 100, 10 * EXPECTED);
    }
    assertThat(tenant.reading().slowness()).isEqualTo(4);

    int windows = 0;
    while (settings.tenant().slowed(tenant.slowness().factor()).capacity(SIZES, SECOND).isEmpty()) {
      begin(tenant, windows++);
      assertThat(windows).isLessThan(10);
    }
    double tried = tenant.slowness().factor();
    begin(tenant, windows);
    assertThat(tenant.slowness().factor()).isEqualTo(tried).isBetween(2.0, 2.5);
  }

  @Test
  void opensBesideWhatCannotBeRemoved() throws IOException {
    Path output = taught().output("GI-1");
    Files.createDirectories(output);
    List<IOException> told = new ArrayList<>();
    try (Bottomless _ = Bottomless.in(output)) {
      LiveTenant next = LiveTenant.open(pupil("perceptron"), tenants, told::add);

      assertThat(next.seen().size()).isEqualTo(64);
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void examplesOfCallersGoOnFromTheLastWindow() throws IOException {
    send(taught(), 80, 90);

    LiveTenant next = open(pupil("perceptron"));
    assertThat(next.seen().size()).isEqualTo(64);
    begin(next, 0);
    assertThat(next.choices()).isNotEmpty();
    Path file = TrainingData.in(next.examples().orElseThrow());
    assertThat(ExampleFile.read(file).list()).extracting(Example::label).hasSize(64);
    assertThat(ExampleFile.read(file).list().getLast().input()).containsExactly(79);
  }

  @Test
  void examplesOutliveAKillBeforeTheFirstWindowAndAreNobodyElsesToRead() throws IOException {
    taught();
    open(pupil("perceptron"));
    Path aside = tenants.resolve(Scene.TENANT).resolve("carried.examples");
    assertThat(Files.getPosixFilePermissions(aside))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    LiveTenant next = open(pupil("perceptron"));
    assertThat(next.seen().size()).isEqualTo(64);
    begin(next, 6);
    assertThat(aside).doesNotExist();
    assertThat(open(pupil("perceptron")).seen().size()).isEqualTo(64);
  }

  @Test
  void examplesForAnotherModelAreRemoved() throws IOException {
    taught();
    assertThat(open(pupil("convolution")).seen().size()).isZero();
    assertThat(open(pupil("perceptron")).seen().size()).isZero();
  }

  @Test
  void weightsAreOfTheModelThatWroteThem() throws IOException {
    Path learned = tenants.resolve(Scene.TENANT).resolve("weights").resolve("perceptron");
    Files.createDirectories(learned);
    Files.writeString(learned.resolve("7-0.9132"), "weights");

    assertThat(open(pupil("convolution")).isTrained()).isFalse();
    assertThat(open(pupil("perceptron")).weights().version()).isEqualTo(7);
  }

  @Test
  void examplesOfWhoDoesNotLearnFromCallersAnyMoreAreRemoved() throws IOException {
    taught();
    open(pupil("perceptron"));
    assertThat(open(Scene.tenant()).seen().size()).isZero();
    try (var files = Files.walk(tenants)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".examples"));
    }
  }

  @Test
  void slownessGoesOn() throws IOException {
    LiveTenant tenant = open(Scene.tenant());
    tenant.slowness().took(SIZE, 8, 100, 2 * EXPECTED);
    begin(tenant, 0);
    LiveTenant next = open(Scene.tenant());
    assertThat(next.reading().slowness()).isCloseTo(1.1, within(1e-9));
    next.slowness().took(SIZE, 8, 100, 2 * EXPECTED);
    begin(next, 1);
    assertThat(open(Scene.tenant()).reading().slowness()).isCloseTo(1.21, within(1e-9));
  }

  @Test
  void slownessAgainstOtherTimesIsForgotten() throws IOException {
    LiveTenant tenant = open(Scene.tenant());
    tenant.slowness().took(SIZE, 8, 100, 2 * EXPECTED);
    begin(tenant, 0);
    ServiceProfile other =
        new ServiceProfile(
            "m",
            Scene.GPU.name(),
            Map.of(SIZE, new LatencyCurve(List.of(new BatchChoice(8, 20_000_000)))),
            Map.of(SIZE, 1.0),
            "measured anew");
    Tenant changed = new Tenant(Scene.TENANT, other, Duration.ofSeconds(1), 1);
    assertThat(open(with(Scene.tenant(), "perceptron", changed)).reading().slowness()).isEqualTo(1);
  }

  @Test
  void notesThatCannotBeReadAreAsNone() throws IOException {
    LiveTenant tenant = taught();
    tenant.slowness().took(SIZE, 8, 100, 2 * EXPECTED);
    begin(tenant, 6);
    Path notes = tenants.resolve(Scene.TENANT).resolve("notes.json");
    Files.writeString(notes, Files.readString(notes).substring(0, 20));
    LiveTenant next = open(pupil("perceptron"));
    assertThat(next.reading().slowness()).isEqualTo(1);
    assertThat(next.seen().size()).isZero();
    begin(next, 7);
    assertThat(open(pupil("perceptron")).reading().slowness()).isEqualTo(1);
  }

  @Test
  void aHalfOfNotesThatAKillLeftIsWrittenAnew() throws IOException {
    LiveTenant tenant = open(Scene.tenant());
    tenant.slowness().took(SIZE, 8, 100, 2 * EXPECTED);
    begin(tenant, 0);
    Path half = tenants.resolve(Scene.TENANT).resolve("notes.json.part");
    Files.writeString(half, "{\"mod");
    LiveTenant next = open(Scene.tenant());
    assertThat(next.reading().slowness()).isCloseTo(1.1, within(1e-9));
    next.slowness().took(SIZE, 8, 100, 2 * EXPECTED);
    begin(next, 1);
    assertThat(half).doesNotExist();
  }
}
