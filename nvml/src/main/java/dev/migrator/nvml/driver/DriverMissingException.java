package dev.migrator.nvml.driver;

/** There is no NVIDIA driver here, or none that can be used. */
public final class DriverMissingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * No driver.
   *
   * @param message what was tried, and what may help
   */
  public DriverMissingException(String message, Throwable cause) {
    super(message, cause);
  }
}
