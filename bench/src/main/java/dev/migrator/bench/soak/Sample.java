package dev.migrator.bench.soak;

import java.util.Locale;

/**
 * What was seen of a running system at one moment.
 *
 * @param hours of the system's time since it began
 * @param heapMegabytes in use after a collection
 * @param threads of the platform
 * @param virtualThreads as the JVM lists them
 * @param files that the process has open
 * @param instances that the emulated GPU has
 * @param planned instances of the plan in that slot
 * @param strays instances that are not in the plan, or not where it has them
 * @param journalMegabytes on disk
 * @param dataFiles files and folders on disk, all together
 * @param tenants that there are
 * @param answered requests in time so far, of the tenants that there are
 * @param turns of the loop
 * @param skipped slots that were left out
 */
record Sample(
    double hours,
    double heapMegabytes,
    int threads,
    int virtualThreads,
    int files,
    int instances,
    int planned,
    int strays,
    double journalMegabytes,
    long dataFiles,
    int tenants,
    long answered,
    long turns,
    long skipped) {

  static final String HEAD =
      "hours  heap/MB  threads  virtual  files  instances  planned  strays  journal/MB  on disk "
          + " tenants  answered  turns  skipped";

  String line() {
    return String.format(
        Locale.ROOT,
        "%5.2f  %7.2f  %7d  %7d  %5d  %9d  %7d  %6d  %10.2f  %7d  %7d  %8d  %5d  %7d",
        hours,
        heapMegabytes,
        threads,
        virtualThreads,
        files,
        instances,
        planned,
        strays,
        journalMegabytes,
        dataFiles,
        tenants,
        answered,
        turns,
        skipped);
  }
}
