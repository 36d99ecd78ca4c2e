package dev.migrator.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The first law of the house: who may use whom, and that no packages use each other in a circle.
 */
final class PackageEdgesTest {
  private static final String ROOT = "dev.migrator";

  /** A package without a row of its own falls under the row of the package around it. */
  private static final AllowedEdges ALLOWED =
      AllowedEdges.parse(
          ROOT,
          """
          core.model   ->
          core.observe -> core.model
          core.predict -> core.model
          core.plan    -> core.model
          core.plan.state -> core.model
          core.plan.bound -> core.model core.plan. core.plan.state
          core.plan.walk  -> core.model core.plan.state core.plan.bound
          core.plan.price -> core.model core.plan. core.plan.state core.plan.bound core.plan.walk
          core.plan.search -> core.model core.plan. core.plan.state core.plan.bound core.plan.walk core.plan.price
          core.plan.fleet -> core.model core.plan. core.plan.search
          core.enact   -> core.model
          core.measure -> core.model
          core.control -> core.model core.observe core.predict core.plan core.enact core.measure
          catalog      -> core
          fixtures     -> core
          fixtures.fleet -> core
          fixtures.nvml ->
          solver       -> core
          policies     -> core
          policies.ekya -> core policies
          simulator    -> core
          stream       ->
          worker       -> stream
          gateway      -> core gateway.line gateway.protocol gateway.backend gateway.serve gateway.http
          gateway.line -> core
          gateway.protocol ->
          gateway.backend  ->
          gateway.serve -> core gateway.line gateway.protocol gateway.backend
          gateway.http -> core gateway.protocol gateway.serve
          nvml.driver  ->
          nvml.device  -> core.model nvml.driver
          nvml.fleet   -> core.model core.control nvml.driver nvml.device
          live         ->
          live.journal -> core
          live.guard   -> core
          live.emulated -> core live.journal
          live.event   ->
          live.process ->
          live.work    -> core gateway stream live.event live.process
          live.profile -> core.model gateway.backend gateway.protocol live.process live.work
          live.load    -> stream
          live.record  -> core live.work
          live.history -> core.model
          live.chronicle -> core live.event live.history live.journal live.work
          live.daemon  -> core gateway live.event live.process live.work live.record live.journal live.guard live.history live.chronicle
          live.api     -> core gateway live.event live.work live.history live.daemon
          app          -> core catalog solver policies simulator nvml stream gateway live
          bench        -> core catalog solver policies simulator stream gateway live app
          """);

  private final SourceTree tree = SourceTree.ofTheProject();
  private final List<ClassUses> classes = classesOf(tree.modules());

  @Test
  void noPackagesUseEachOtherInACircle() {
    assertThat(PackageGraph.of(ROOT, classes).cycle()).as("a cycle of packages").isEmpty();
  }

  @Test
  void everyUseIsInTheTable() {
    List<String> faults = ALLOWED.brokenBy(PackageGraph.of(ROOT, classes));
    assertThat(faults).as(SourceTree.lines(faults)).isEmpty();
  }

  @Test
  void coreOnlyComputes() {
    List<ClassUses> core = classesOf(List.of("core"));
    List<String> faults = core.stream().flatMap(uses -> Purity.brokenBy(uses).stream()).toList();
    assertThat(core).as("classes of core").isNotEmpty();
    assertThat(faults).as(SourceTree.lines(faults)).isEmpty();
  }

  @Test
  void everyModuleWithSourcesHasItsClassesHere() {
    List<String> modules = tree.modules().stream().filter(this::hasMainSources).toList();
    assertThat(modules).contains("core", "app");
    assertThat(modules).allSatisfy(m -> assertThat(classesOf(List.of(m))).as(m).isNotEmpty());
  }

  @Test
  void everyModuleKeepsToThePackageOfItsName() {
    for (String module : tree.modules()) {
      assertThat(classesOf(List.of(module)))
          .as("classes of " + module)
          .allMatch(
              uses -> PackageGraph.isIn(ROOT + "." + module, ClassUses.packageOf(uses.name())));
    }
  }

  private boolean hasMainSources(String module) {
    return tree.files().stream()
        .anyMatch(f -> f.startsWith(module + "/src/main/java/") && f.endsWith(".java"));
  }

  private List<ClassUses> classesOf(List<String> modules) {
    return modules.stream()
        .map(module -> tree.root().resolve(module).resolve("target/classes"))
        .flatMap(folder -> classFiles(folder).stream())
        .map(file -> ClassUses.of(SourceTree.bytes(file)))
        .toList();
  }

  private static List<Path> classFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(files.filter(f -> f.toString().endsWith(".class")).sorted().toList());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + folder, e);
    }
  }
}
