package dev.migrator.nvml.driver;

import java.util.Locale;
import java.util.stream.Stream;

/** A return code of NVML (nvml.h, API version 13) and what it means. */
public enum ReturnCode {
  SUCCESS(0, Outcome.DONE),
  UNINITIALIZED(1, Outcome.NO_DRIVER),
  INVALID_ARGUMENT(2, Outcome.REFUSED),
  NOT_SUPPORTED(3, Outcome.UNSUPPORTED),
  NO_PERMISSION(4, Outcome.PERMISSION),
  ALREADY_INITIALIZED(5, Outcome.DONE),
  NOT_FOUND(6, Outcome.GONE),
  INSUFFICIENT_SIZE(7, Outcome.REFUSED),
  INSUFFICIENT_POWER(8, Outcome.FATAL),
  DRIVER_NOT_LOADED(9, Outcome.NO_DRIVER),
  TIMEOUT(10, Outcome.RETRY),
  IRQ_ISSUE(11, Outcome.FATAL),
  LIBRARY_NOT_FOUND(12, Outcome.NO_DRIVER),
  FUNCTION_NOT_FOUND(13, Outcome.UNSUPPORTED),
  CORRUPTED_INFOROM(14, Outcome.FATAL),
  GPU_IS_LOST(15, Outcome.FATAL),
  RESET_REQUIRED(16, Outcome.FATAL),
  OPERATING_SYSTEM(17, Outcome.NO_DRIVER),
  LIB_RM_VERSION_MISMATCH(18, Outcome.NO_DRIVER),
  IN_USE(19, Outcome.BUSY),
  MEMORY(20, Outcome.RETRY),
  NO_DATA(21, Outcome.GONE),
  INSUFFICIENT_RESOURCES(23, Outcome.FULL),
  ARGUMENT_VERSION_MISMATCH(25, Outcome.UNSUPPORTED),
  DEPRECATED(26, Outcome.UNSUPPORTED),
  NOT_READY(27, Outcome.RETRY),
  GPU_NOT_FOUND(28, Outcome.GONE),
  INVALID_STATE(29, Outcome.RETRY),
  /** Also stands for codes that no header known to us names. */
  UNKNOWN(999, Outcome.RETRY);

  private final int number;
  private final Outcome outcome;

  ReturnCode(int number, Outcome outcome) {
    this.number = number;
    this.outcome = outcome;
  }

  /** The code of that number. */
  public static ReturnCode of(int number) {
    return Stream.of(values()).filter(code -> code.number == number).findFirst().orElse(UNKNOWN);
  }

  /** The number in nvml.h. */
  public int number() {
    return number;
  }

  /** What it means. */
  public Outcome outcome() {
    return outcome;
  }

  /** As nvidia-smi would say it: {@code in use}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
