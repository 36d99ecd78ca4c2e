package dev.migrator.nvml.driver;

import java.util.Objects;

/** A call of NVML that did not work: which, why, and what an operator can do. */
public final class NvmlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ReturnCode code;

  /**
   * The failure of a call.
   *
   * @param call its name in nvml.h
   * @param code what it answered
   */
  public NvmlException(String call, ReturnCode code) {
    super(
        "%s: %s (%d). Maybe %s."
            .formatted(call, code.words(), code.number(), code.outcome().advice()));
    this.code = code;
  }

  /** The call, what it answered, and what can be done. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** What the call answered. */
  public ReturnCode code() {
    return code;
  }

  /** What that means. */
  public Outcome outcome() {
    return code.outcome();
  }
}
