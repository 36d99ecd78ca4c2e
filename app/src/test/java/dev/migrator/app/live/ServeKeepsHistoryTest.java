package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process, asked by {@code history} while it runs and after a SIGKILL. */
class ServeKeepsHistoryTest {
  @TempDir private Path folder;
  private ServedSystem system = new ServedSystem(Path.of(""), Map.of());

  @AfterEach
  void end() {
    system.close();
  }

  @Test
  void whatHappenedCanBeAskedForMeanwhileAndAfterAKill() throws Exception {
    system = new ServedSystem(folder, Map.of());
    Path file = system.twoTenants();
    system.begin(file);
    system.await("a turn", () -> system.call("GET", "/api/v1/tenants", "").statusCode() == 200);
    String token = system.token("cats");
    system.await("an answer", () -> system.infer("cats", token).contains("outputs"));
    system.await("a turn that knows it", () -> ask("--output", "json").contains("\"in_time\" : 1"));
    assertThat(ask()).containsPattern("cats +[1-9]");
    assertThat(system.call("GET", "/metrics", "").body())
        .contains(
            "migrator_history_turns_total{outcome=\"dropped\"} 0",
            "migrator_history_turns_total{outcome=\"kept\"} ",
            "migrator_history_bytes ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history())))
        .isEqualTo("rw-------");
    system.kill();

    assertThat(ask("--output", "json")).contains("\"in_time\" : 1");
    assertThat(ask("--what", "plans")).contains("window_begins");
    assertThat(ask("--what", "steps", "--tenant", "cats"))
        .containsPattern("start +\\S+ +cats.*done");
    assertThat(unpacked()).isNotEmpty();

    // What waits beside it would heal it.
    Files.delete(folder.resolve("data/history.db-wal"));
    Files.writeString(history(), "no database ".repeat(1_000));
    system.begin(file);
    system.await("a warning", () -> system.log().contains("event=history"));
    assertThat(system.log()).contains("set aside as history.db.set-aside-");
    system.await("a turn", () -> ask("--what", "slots").contains("cats"));
    system.stop();
    assertThat(system.daemon().exitValue()).isEqualTo(143);
    assertThat(ask("--what", "events")).contains("stopping").contains("set aside");
    assertThat(unpacked()).isEmpty();
  }

  private String ask(String... options) throws IOException, InterruptedException {
    String[] command = new String[options.length + 2];
    command[0] = "history";
    command[1] = folder.resolve("data").toString();
    System.arraycopy(options, 0, command, 2, options.length);
    return system.run(command).out();
  }

  private Path history() {
    return folder.resolve("data/history.db");
  }

  /** Native libraries that are left. */
  private List<Path> unpacked() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data/native"))) {
      return files.toList();
    }
  }
}
