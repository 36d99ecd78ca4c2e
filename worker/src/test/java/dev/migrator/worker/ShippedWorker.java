package dev.migrator.worker;

import java.nio.file.Path;
import java.util.List;

/** How a test starts the shipped worker, before it is packaged. */
final class ShippedWorker {
  private ShippedWorker() {}

  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "dev.migrator.worker.Worker");
  }
}
