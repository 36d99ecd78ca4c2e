package dev.migrator.app.command;

import dev.migrator.app.mig.GpuListing;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code gpu list}: the GPUs of this machine and what they are cut into. */
@Command(
    name = "list",
    description = "List this machine's GPUs and their instances, as nvidia-smi -L does.",
    mixinStandardHelpOptions = true)
final class GpuListCommand extends MachineOptions implements Callable<Integer> {
  @Override
  public Integer call() {
    GpuListing listing = onMachine(machine -> GpuListing.of(machine, state()));
    print(listing, listing::table);
    return 0;
  }
}
