package dev.migrator.nvml.driver;

/** What a return code means to whoever made the call: what can be done next. */
public enum Outcome {
  /** It worked. */
  DONE("nothing"),
  /** It may work if it is called again. */
  RETRY("it is tried again; if it goes on, look into the kernel log for lines with NVRM"),
  /** Something uses the instance. */
  BUSY(
      "it is tried again; a process or a monitoring agent may hold the instance, see"
          + " `nvidia-smi` and `fuser -v /dev/nvidia-caps/*`"),
  /** What it was about does not exist, or no longer. */
  GONE("look at the GPU anew: another program may manage MIG on it"),
  /** No room: the slices are taken, or as many instances exist as the profile allows. */
  FULL("look at the GPU anew: the slices are taken, maybe by an instance that is not ours"),
  /** The caller may not. */
  PERMISSION(
      "run as root, or give the user read access to"
          + " /proc/driver/nvidia/capabilities/mig/config"),
  /** This GPU, driver or mode cannot do it. */
  UNSUPPORTED(
      "the GPU or its driver cannot do this; if the GPU knows MIG, enable it with `migrator gpu"
          + " mode --enable`"),
  /** The call itself was wrong: a handle of something gone, or a defect of ours. */
  REFUSED("look at the GPU anew: what was meant may have been replaced"),
  /** Nothing can be done with this GPU until it is reset. */
  FATAL("drain the GPU and reset it (`nvidia-smi --gpu-reset`), or reboot; other GPUs go on"),
  /** Nothing can be done with this driver until it is put right. */
  NO_DRIVER("look at the driver: `nvidia-smi` and the kernel log; after an update, reboot");

  private final String advice;

  Outcome(String advice) {
    this.advice = advice;
  }

  /** What an operator can do, in words. */
  public String advice() {
    return advice;
  }
}
