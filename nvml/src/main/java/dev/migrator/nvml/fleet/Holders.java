package dev.migrator.nvml.fleet;

import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.MigInstance;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds who has an instance open, by the files in {@code /proc}: monitors hold instances without
 * showing up among a GPU's processes. Processes of other users are seen by root only.
 */
final class Holders {
  private static final Pattern MINOR = Pattern.compile("DeviceFileMinor: *([0-9]+)");
  private static final int MOST_NAMED = 5;

  private final Path proc;

  Holders(Path proc) {
    this.proc = proc;
  }

  /** In words: {@code process 4242 (dcgm)}; says so if nobody is found. */
  String of(GpuIdentity gpu, MigInstance instance) {
    List<String> names = new ArrayList<>(instance.pids().stream().map(this::named).toList());
    Set<String> files = deviceFiles(gpu, instance);
    if (!files.isEmpty()) {
      for (Path process : processes()) {
        String name = named(Long.parseLong(process.getFileName().toString()));
        if (!names.contains(name) && hasOpen(process, files)) {
          names.add(name);
        }
      }
    }
    return names.isEmpty()
        ? "nobody that can be seen (as root more can be)"
        : String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
  }

  private Set<String> deviceFiles(GpuIdentity gpu, MigInstance instance) {
    Path capabilities =
        proc.resolve(
            "driver/nvidia/capabilities/gpu%d/mig/gi%d".formatted(gpu.minor(), instance.id()));
    Set<String> files = new TreeSet<>();
    deviceFile(capabilities.resolve("access")).ifPresent(files::add);
    for (MigInstance.Compute compute : instance.computes()) {
      deviceFile(capabilities.resolve("ci%d/access".formatted(compute.id()))).ifPresent(files::add);
    }
    return files;
  }

  private static Optional<String> deviceFile(Path access) {
    try {
      Matcher minor = MINOR.matcher(Files.exists(access) ? Files.readString(access) : "");
      return minor.find()
          ? Optional.of("/dev/nvidia-caps/nvidia-cap" + minor.group(1))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<Path> processes() {
    return entries(proc, "[0-9]*").stream()
        .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
        .toList();
  }

  private static boolean hasOpen(Path process, Set<String> files) {
    return entries(process.resolve("fd"), "*").stream().anyMatch(fd -> files.contains(target(fd)));
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Path> entries(Path folder, String pattern) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      // Processes end while they are looked at, and those of others cannot be looked into.
      return List.of();
    }
    entries.sort(null);
    return entries;
  }

  private String named(long pid) {
    try {
      Path name = proc.resolve(pid + "/comm");
      return Files.exists(name)
          ? "process %d (%s)".formatted(pid, Files.readString(name).strip())
          : "process " + pid;
    } catch (IOException e) {
      return "process " + pid;
    }
  }
}
