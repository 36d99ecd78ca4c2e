package dev.migrator.app.mig;

import dev.migrator.app.usage.UsageException;
import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.CallWatch;
import dev.migrator.nvml.driver.DriverMissingException;
import dev.migrator.nvml.driver.NativeNvml;
import dev.migrator.nvml.driver.NvmlException;
import dev.migrator.nvml.fleet.GpuTakenException;
import dev.migrator.nvml.fleet.StateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** This machine's driver, and its GPUs as they are now. */
public final class Machine {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 50;

  private final NativeNvml nvml;
  private final CallWatch watch;
  private final ModelDefaults defaults = new CatalogDefaults();

  private Machine(NativeNvml nvml, CallWatch watch) {
    this.nvml = nvml;
    this.watch = watch;
  }

  /**
   * Does something with this machine's GPUs. The driver is called from a thread of its own, so that
   * a call that hangs is told of instead of waited for.
   *
   * @throws UsageException if there is no driver, or it refuses or hangs
   */
  public static <T> T with(Map<String, String> environment, Function<Machine, T> work) {
    CallWatch watch = new CallWatch();
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon(true)
            .name("nvml")
            .start(() -> answer(answer, environment, watch, work));
    while (true) {
      try {
        return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        refuseHanging(watch, thread);
      } catch (ExecutionException e) {
        throw said(Objects.requireNonNull(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Whether a driver can be had at all. */
  public static boolean hasDriver(Map<String, String> environment) {
    try {
      return with(environment, _ -> true);
    } catch (UsageException e) {
      return environment.containsKey(NativeNvml.LIBRARY_VARIABLE);
    }
  }

  private static <T> void answer(
      CompletableFuture<T> answer,
      Map<String, String> environment,
      CallWatch watch,
      Function<Machine, T> work) {
    try {
      answer.complete(work.apply(new Machine(NativeNvml.open(environment, watch), watch)));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private static void refuseHanging(CallWatch watch, Thread thread) {
    watch
        .slow(thread, CALL_LIMIT)
        .ifPresent(
            slow -> {
              throw new UsageException(
                  "%s has not returned for %d s; it is waited for no longer. Maybe the driver hangs: see the kernel log."
                      .formatted(slow.name(), slow.since().toSeconds()));
            });
  }

  private static RuntimeException said(Throwable failure) {
    return switch (failure) {
      case DriverMissingException e -> new UsageException(String.valueOf(e.getMessage()), e);
      case NvmlException e -> new UsageException(e.getMessage(), e);
      case GpuTakenException e -> new UsageException(String.valueOf(e.getMessage()), e);
      case StateException e -> new UsageException(String.valueOf(e.getMessage()), e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(failure);
    };
  }

  /** The driver. */
  public NativeNvml nvml() {
    return nvml;
  }

  /** Its calls under way. */
  public CallWatch watch() {
    return watch;
  }

  /** What the driver does not tell. */
  public ModelDefaults defaults() {
    return defaults;
  }

  /** The GPUs as they are now, by index. */
  public List<GpuList.Entry> gpus() {
    return GpuList.read(nvml, defaults);
  }

  /**
   * The GPUs that were named, or all.
   *
   * @param chosen indices or UUIDs; empty: all
   * @throws UsageException if there is no such GPU
   */
  public List<GpuList.Entry> gpus(List<String> chosen) {
    List<GpuList.Entry> all = gpus();
    return chosen.isEmpty() ? all : chosen.stream().map(name -> named(all, name)).toList();
  }

  /** The GPU of that index or UUID. */
  static GpuList.Entry named(List<GpuList.Entry> gpus, String indexOrUuid) {
    return gpus.stream()
        .filter(
            gpu ->
                Integer.toString(gpu.index()).equals(indexOrUuid)
                    || gpu.identity().map(GpuIdentity::uuid).equals(Optional.of(indexOrUuid)))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "GPU %s is not there; expected an index from 0 to %d, or a UUID."
                        .formatted(indexOrUuid, gpus.size() - 1)));
  }
}
