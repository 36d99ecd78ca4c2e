package dev.migrator.nvml;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.migrator.fixtures.nvml.FakeDriver;
import dev.migrator.fixtures.nvml.FakeLibrary;
import dev.migrator.nvml.driver.CallWatch;
import dev.migrator.nvml.driver.NativeNvml;
import dev.migrator.nvml.driver.Nvml;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The stand-in library with NVML on it; tests that need it are skipped where there is no gcc. */
public final class FakeGpus {
  private static final Path FOLDER = Path.of("target", "fake-nvml");

  /** A session lasts as long as the process, as it does in the product. */
  private static final Map<Path, FakeGpus> LOADED = new ConcurrentHashMap<>();

  private final Path library;
  private final CallWatch watch = new CallWatch();
  private final NativeNvml nvml;
  private final FakeDriver driver;

  private FakeGpus(Path library) {
    this.library = library;
    this.nvml = NativeNvml.open(library.toString(), watch);
    this.driver = new FakeDriver(library);
  }

  /** A new world of that many GPUs, in MIG mode and empty. */
  public static FakeGpus of(int gpus, String model) {
    return of(FakeLibrary.compiled(FOLDER), gpus, model);
  }

  /** The same under a driver that lacks the newer symbols. */
  public static FakeGpus ofAnOldDriver(int gpus, String model) {
    return of(FakeLibrary.compiledLikeAnOldDriver(FOLDER), gpus, model);
  }

  private static FakeGpus of(Optional<Path> library, int gpus, String model) {
    assumeTrue(library.isPresent(), "no gcc here: tests on the stand-in for NVML are skipped");
    FakeGpus fake = LOADED.computeIfAbsent(library.orElseThrow(), FakeGpus::new);
    fake.driver.reset(gpus, model);
    return fake;
  }

  /** The library's file. */
  public Path library() {
    return library;
  }

  /** The binding, on the stand-in. */
  public NativeNvml nvml() {
    return nvml;
  }

  /** The same, to which something happens just before each such call, given its first argument. */
  public Nvml nvmlBefore(String call, Consumer<Object> happens) {
    return (Nvml)
        Proxy.newProxyInstance(
            Nvml.class.getClassLoader(),
            new Class<?>[] {Nvml.class},
            (_, method, arguments) -> {
              if (method.getName().equals(call)) {
                happens.accept(arguments[0]);
              }
              try {
                return method.invoke(nvml, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Its calls under way. */
  public CallWatch watch() {
    return watch;
  }

  /** What can be done behind NVML's back. */
  public FakeDriver driver() {
    return driver;
  }
}
