package dev.migrator.live.emulated;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a driver keeps.
 *
 * @param epoch how many processes have taken the GPUs over so far
 * @param instances those that exist
 */
record DriverState(long epoch, List<DriverInstance> instances) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Nothing yet. */
  static final DriverState EMPTY = new DriverState(0, List.of());

  DriverState {
    instances = List.copyOf(instances);
  }

  byte[] bytes() throws IOException {
    return JSON.writeValueAsBytes(Form.of(epoch, instances));
  }

  /**
   * What was kept.
   *
   * @throws IOException if it does not fit these GPUs, or is no state at all
   */
  static DriverState of(byte[] bytes, List<GpuModel> gpus) throws IOException {
    try {
      return JSON.readValue(bytes, Form.class).state(gpus);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(
          "emulated driver: its state cannot be read: %s Maybe it is of other GPUs."
              .formatted(e.getMessage()),
          e);
    }
  }

  record Form(long epoch, List<InstanceForm> instances) {
    static Form of(long epoch, Collection<DriverInstance> instances) {
      return new Form(epoch, instances.stream().map(InstanceForm::of).toList());
    }

    DriverState state(List<GpuModel> gpus) {
      List<DriverInstance> read = new ArrayList<>();
      instances.forEach(form -> read.add(form.instance(gpus)));
      return new DriverState(epoch, read);
    }
  }

  record InstanceForm(String id, int gpu, String profile, int start, DriverInstance.Phase phase) {
    static InstanceForm of(DriverInstance i) {
      Placement at = i.placement();
      return new InstanceForm(i.id(), at.gpu(), at.profile().name(), at.start(), i.phase());
    }

    DriverInstance instance(List<GpuModel> gpus) {
      if (gpu < 0 || gpu >= gpus.size()) {
        throw new IllegalArgumentException(
            "instance %s is on GPU %d; expected 0 to %d.".formatted(id, gpu, gpus.size() - 1));
      }
      return new DriverInstance(
          id, new Placement(gpu, gpus.get(gpu).profile(profile), start), phase);
    }
  }
}
