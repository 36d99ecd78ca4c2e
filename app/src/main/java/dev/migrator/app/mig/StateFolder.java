package dev.migrator.app.mig;

import java.nio.file.Path;
import java.util.Map;

/** Where locks and records of this machine's GPUs lie, if the user names no other folder. */
public final class StateFolder {
  /** The folder in words, for the help of commands. */
  public static final String DESCRIPTION =
      "Folder of locks and records (default: MIGRATOR_STATE, else /var/lib/migrator as root,"
          + " ~/.local/state/migrator otherwise).";

  private StateFolder() {}

  /** The folder that the environment and the user lead to. */
  public static Path of(Map<String, String> environment) {
    String named = environment.getOrDefault("MIGRATOR_STATE", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    if (System.getProperty("user.name", "").equals("root")) {
      return Path.of("/var/lib/migrator");
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    return state.isEmpty()
        ? Path.of(System.getProperty("user.home", "."), ".local", "state", "migrator")
        : Path.of(state, "migrator");
  }
}
