package dev.migrator.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proves the checkers themselves: each finds what it is there to find, and nothing else. */
final class EdgeCheckersTest {
  private static final AllowedEdges TABLE =
      AllowedEdges.parse(
          "x",
          """
          base    ->
          verb    -> base
          other   -> base
          other.b -> base verb
          alone   -> verb.
          """);

  @Test
  void findsACycleOfThreeBehindOtherEdges() {
    assertThat(graph("a b", "b c e", "c d", "d b", "e").cycle())
        .containsExactly("b", "c", "d", "b");
  }

  @Test
  void findsNoCycleWhereTwoWaysLeadToOnePackage() {
    assertThat(graph("a b c", "b d", "c d", "d").cycle()).isEmpty();
  }

  @Test
  void findsNoFaultInWhatTheTableAllows() {
    assertThat(TABLE.brokenBy(graph("x.verb x.base x.verb.in", "x.verb.in x.base.in"))).isEmpty();
  }

  @Test
  void findsAnEdgeThatTheTableDoesNotHave() {
    assertThat(TABLE.brokenBy(graph("x.base x.verb")))
        .containsExactly("x.base uses x.verb, which the table does not allow.");
  }

  @Test
  void findsAPackageThatNoRowSpeaksFor() {
    assertThat(TABLE.brokenBy(graph("x.verbose")))
        .containsExactly("x.verbose has no row in the table.");
  }

  @Test
  void letsTheLongestRowSpeak() {
    assertThat(TABLE.brokenBy(graph("x.other.b x.verb"))).isEmpty();
    assertThat(TABLE.brokenBy(graph("x.other.c x.verb"))).hasSize(1);
    assertThat(TABLE.brokenBy(graph("x.other x.other.b"))).hasSize(1);
  }

  @Test
  void takesAPackageAloneWhereAPointFollows() {
    assertThat(TABLE.brokenBy(graph("x.alone x.verb"))).isEmpty();
    assertThat(TABLE.brokenBy(graph("x.alone x.verb.in"))).hasSize(1);
    assertThat(TABLE.brokenBy(graph("x.alone x.verbose"))).hasSize(1);
  }

  @Test
  void seesTypesInCodeSignaturesGenericsAndAnnotations() {
    assertThat(uses(UsesMuch.class).types())
        .contains("java.util.ArrayList") // created
        .contains("java.time.Duration") // in a generic signature only
        .contains("java.util.concurrent.Callable") // an array's element
        .contains("org.jspecify.annotations.Nullable") // an annotation
        .doesNotContain("fake.Type"); // a text of the program
  }

  @Test
  void makesPackagesOfClasses() {
    PackageGraph graph = PackageGraph.of("java", List.of(uses(UsesMuch.class)));
    assertThat(graph.edges().get("dev.migrator.tidy"))
        .contains("java.util", "java.time", "java.util.concurrent")
        .doesNotContain("org.jspecify.annotations", "dev.migrator.tidy");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ReadsTheClock.class,
        ReadsTheClockByReference.class,
        AsksForNow.class,
        StartsAThread.class,
        WrapsAnIoException.class,
        IsUnseeded.class,
        Shuffles.class,
        IsParallel.class,
        Prints.class
      })
  void findsWhatIsImpure(Class<?> impure) {
    assertThat(Purity.brokenBy(uses(impure))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {IsPure.class, UsesMuch.class})
  void findsNoFaultInWhatIsPure(Class<?> pure) {
    assertThat(Purity.brokenBy(uses(pure))).isEmpty();
  }

  private static PackageGraph graph(String... rows) {
    SortedMap<String, SortedSet<String>> edges = new TreeMap<>();
    for (String row : rows) {
      List<String> names = Arrays.asList(row.split(" "));
      edges.put(names.getFirst(), new TreeSet<>(names.subList(1, names.size())));
    }
    return new PackageGraph(edges);
  }

  private static ClassUses uses(Class<?> type) {
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      return ClassUses.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unused")
  private static final class UsesMuch {
    @Nullable List<Duration> durations = new ArrayList<>();
    String text = "Lfake/Type;";

    int count(Callable<?>[] callables) {
      return callables.length;
    }
  }

  @SuppressWarnings("unused")
  private record IsPure(Duration length, long seed) {
    double draw() {
      return new Random(seed).nextDouble() * length.toMillis();
    }
  }

  private static final class ReadsTheClock {
    long now() {
      return System.nanoTime();
    }
  }

  private static final class ReadsTheClockByReference {
    LongSupplier clock() {
      return System::currentTimeMillis;
    }
  }

  private static final class AsksForNow {
    Instant now() {
      return Instant.now();
    }
  }

  private static final class StartsAThread {
    void start(Runnable runnable) {
      Thread.startVirtualThread(runnable);
    }
  }

  private static final class WrapsAnIoException {
    RuntimeException wrap(Exception cause) {
      return new UncheckedIOException(new IOException(cause));
    }
  }

  private static final class IsUnseeded {
    Random random() {
      return new Random();
    }
  }

  private static final class Shuffles {
    void shuffle(List<String> names) {
      Collections.shuffle(names);
    }
  }

  private static final class IsParallel {
    long count(List<String> names) {
      return names.parallelStream().count();
    }
  }

  private static final class Prints {
    void print() {
      System.out.println();
    }
  }
}
