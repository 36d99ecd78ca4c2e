package dev.migrator.app;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar, and the Java it runs on. */
final class BuildVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "migrator %s (Java %s, %s %s)"
          .formatted(
              ofTheJar().orElse("from class files"),
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }

  private static Optional<String> ofTheJar() {
    return Optional.ofNullable(Migrator.class.getPackage().getImplementationVersion());
  }
}
