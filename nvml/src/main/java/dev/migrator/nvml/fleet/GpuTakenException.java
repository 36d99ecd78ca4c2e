package dev.migrator.nvml.fleet;

/** Another process of MIGRator manages this GPU. */
public final class GpuTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which GPU, and by whom. */
  public GpuTakenException(String message) {
    super(message);
  }
}
