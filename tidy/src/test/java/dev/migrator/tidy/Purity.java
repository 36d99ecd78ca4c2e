package dev.migrator.tidy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What code that only computes must not use: input and output, clocks, threads, logging, unseeded
 * randomness. The same input then gives the same output, always.
 */
final class Purity {
  private static final Pattern IMPURE_TYPES =
      Pattern.compile(
          """
          java\\.io\\.(?!Serializable$).*
          |java\\.nio\\.(file|channels)\\..*
          |java\\.net\\..*
          |java\\.time\\.(Clock|InstantSource)(\\$.*)?
          |java\\.lang\\.(Thread|ThreadLocal|Process|ProcessBuilder|Runtime|ScopedValue)(\\$.*)?
          |java\\.lang\\.System\\$Logger.*
          |java\\.util\\.(Timer|Scanner)
          |java\\.util\\.logging\\..*
          |java\\.util\\.concurrent\\.\
          (.*Execut.*|ForkJoin.*|Completable.*|Future.*|Thread.*|StructuredTask.*|Flow.*|locks\\..*)
          |org\\.(slf4j|apache\\.(log4j|logging|commons\\.logging))\\..*\
          """
              .replace("\n", ""));

  private static final Pattern IMPURE_MEMBERS =
      Pattern.compile(
          """
          java\\.lang\\.System\\.\
          (currentTimeMillis|nanoTime|out|err|in|getenv|getProperty|getLogger|exit|identityHashCode)
          |java\\.time\\..*\\.now
          |java\\.lang\\.Math\\.random
          |java\\.util\\.Random\\.<init>\\(\\)V
          |java\\.util\\.SplittableRandom\\.<init>\\(\\)V
          |java\\.util\\.UUID\\.randomUUID
          |java\\.util\\.Collections\\.shuffle\\(Ljava/util/List;\\)V
          |.*\\.parallelStream|java\\.util\\.stream\\..*\\.parallel\
          """
              .replace("\n", ""));

  private Purity() {}

  /** What a class uses and must not, one line each. */
  static List<String> brokenBy(ClassUses uses) {
    return Stream.concat(
            uses.types().stream().filter(IMPURE_TYPES.asMatchPredicate()),
            uses.members().stream().filter(IMPURE_MEMBERS.asMatchPredicate()))
        .map(what -> uses.name() + " uses " + what)
        .toList();
  }
}
