package dev.migrator.nvml.fleet;

import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.NvmlException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Hears what GPUs report of themselves and tells whoever looks after each.
 *
 * <p>A call that fails does not tell which GPU it fails for. So it listens anew then, to those that
 * can be listened to and are not left alone.
 */
final class XidListener implements Runnable {
  private static final Duration LIMIT = Duration.ofMillis(500);

  private final Nvml nvml;
  private final List<GpuAgent> agents;
  private final BooleanSupplier isStopped;

  /** Those of whose GPUs nothing has been heard since they were told that nothing can be. */
  private final Set<GpuAgent> deaf = new HashSet<>();

  XidListener(Nvml nvml, List<GpuAgent> agents, BooleanSupplier isStopped) {
    this.nvml = nvml;
    this.agents = List.copyOf(agents);
    this.isStopped = isStopped;
  }

  /** Listens until it is stopped, or there is no GPU left to listen to. */
  @Override
  public void run() {
    try {
      while (isCutOff() && !isStopped.getAsBoolean()) {
        Thread.sleep(LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens for as long as that works; whether it did not. */
  private boolean isCutOff() {
    Map<Nvml.Device, GpuAgent> heard = new LinkedHashMap<>();
    try {
      listen(heard);
      return false;
    } catch (NvmlException e) {
      (heard.isEmpty() ? agents : heard.values()).forEach(agent -> tell(agent, e));
      return true;
    }
  }

  private void listen(Map<Nvml.Device, GpuAgent> heard) {
    Nvml.EventSet events = nvml.events();
    try {
      agents.forEach(agent -> register(events, agent, heard));
      hear(events, heard);
    } finally {
      nvml.free(events);
    }
  }

  private void register(Nvml.EventSet events, GpuAgent agent, Map<Nvml.Device, GpuAgent> heard) {
    if (agent.board().cordon().isPresent()) {
      return;
    }
    try {
      Nvml.Device device = nvml.device(agent.gpu().identity().index());
      nvml.listen(events, device);
      heard.put(device, agent);
    } catch (NvmlException e) {
      tell(agent, e);
    }
  }

  private void hear(Nvml.EventSet events, Map<Nvml.Device, GpuAgent> heard) {
    while (!heard.isEmpty() && !isStopped.getAsBoolean()) {
      Optional<Nvml.Xid> xid = nvml.next(events, LIMIT);
      deaf.removeAll(heard.values());
      xid.ifPresent(
          x -> Optional.ofNullable(heard.get(x.device())).ifPresent(agent -> agent.reported(x)));
    }
  }

  private void tell(GpuAgent agent, NvmlException e) {
    if (deaf.add(agent)) {
      agent.deaf(e.getMessage());
    }
  }
}
