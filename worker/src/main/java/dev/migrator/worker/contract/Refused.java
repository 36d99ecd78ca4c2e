package dev.migrator.worker.contract;

/** That what a worker was given cannot be used; the message says why and what was expected. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  /** Refuses, and says why. */
  public Refused(String why) {
    super(why);
  }

  /** Refuses because of something that went wrong below. */
  public Refused(String why, Throwable cause) {
    super(why, cause);
  }

  /** Why, in words. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
