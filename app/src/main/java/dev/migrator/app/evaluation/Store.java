package dev.migrator.app.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The folder in which results are kept, a small JSON file each. A file is complete or not there;
 * one that is damaged, or of another fingerprint, counts as not there. Of each job only the last
 * result is kept, so that the folder does not grow with every build.
 */
public final class Store {
  private static final String JOBS = "jobs";
  private static final long MOST_BYTES = 100_000;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Path jobs;

  private Store(Path folder) {
    this.folder = folder;
    this.jobs = folder.resolve(JOBS);
  }

  /**
   * The store in that folder, which is made if it is missing.
   *
   * @throws UsageException if it cannot be
   */
  public static Store in(Path folder) {
    Store store = new Store(folder);
    try {
      Files.createDirectories(store.jobs);
      return store;
    } catch (IOException e) {
      throw new UsageException(
          "--to: %s cannot be made (%s); expected a folder to write into. Maybe another name."
              .formatted(store.jobs, e),
          e);
    }
  }

  /** The result of that job, if it is there. */
  Optional<JobResult> kept(Job job) {
    Path file = file(job);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      JobResult result = JSON.readValue(Files.readString(file), JobResult.class);
      return Optional.of(result).filter(r -> isOf(job, r));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(Job job, JobResult result) {
    return job.fingerprint().equals(result.fingerprint())
        && job.work().equals(result.work())
        && job.isBound() == (result.score() == null);
  }

  /** Keeps a result in place of an earlier one of the same job. */
  void keep(Job job, JobResult result) throws IOException {
    forget(job);
    write(jobs, file(job).getFileName().toString(), json(result));
  }

  /**
   * Writes a file for the user.
   *
   * @return where it is
   * @throws UsageException if it cannot be written
   */
  public Path write(String name, String text) {
    try {
      return write(folder, name, text);
    } catch (IOException e) {
      throw new UsageException(
          "--to: %s cannot be written (%s).".formatted(folder.resolve(name), e), e);
    }
  }

  private Path file(Job job) {
    return jobs.resolve(job.fileStem() + job.fingerprint() + ".json");
  }

  private void forget(Job job) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            jobs, file -> file.getFileName().toString().startsWith(job.fileStem()))) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Under another name first: who is interrupted leaves no half of a file behind. */
  private static Path write(Path folder, String name, String text) throws IOException {
    Path unfinished = folder.resolve("." + name + ".part");
    Files.writeString(unfinished, text, StandardCharsets.UTF_8);
    return Files.move(
        unfinished,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String json(JobResult result) {
    try {
      return JSON.writeValueAsString(result) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the result " + result + " cannot be written", e);
    }
  }
}
