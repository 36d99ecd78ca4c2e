package dev.migrator.live.journal;

import dev.migrator.core.control.Guarded;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import java.util.List;
import java.util.Objects;

/**
 * One thing that a journal tells. In their order: a {@link Began}; then for each slot, after who
 * came and went, a {@link Ticked}, the readings of that slot, what was decided on them, and what
 * became of it.
 */
public sealed interface Entry {

  /** Slots since the first loop began. */
  long slot();

  /**
   * A control loop begins, or a segment of the journal does; with all that is needed to go on from
   * here without what was written before.
   *
   * @param slot the next slot
   * @param cause why
   * @param settings of world and planning
   * @param members the tenants in their fixed order
   * @param planner who plans
   * @param retrained tenants that have been retrained since the window began, in order
   * @param instances those that exist or are on their way, in order of their ids
   */
  record Began(
      long slot,
      Cause cause,
      LoopSettings settings,
      List<Member> members,
      Recipe planner,
      List<String> retrained,
      List<Known> instances)
      implements Entry {
    public Began {
      members = List.copyOf(members);
      retrained = List.copyOf(retrained);
      instances = List.copyOf(instances);
    }

    /** Whether a window begins with the next slot. */
    boolean isWindowBegin() {
      return slot % settings.slotsPerWindow() == 0;
    }
  }

  /** Why there is a {@link Began}. */
  enum Cause {
    /** The very first loop. */
    FRESH,
    /** Another loop, after the one before was ended or killed. */
    RESTART,
    /** The same loop goes on in another segment. */
    SEGMENT
  }

  /** A tenant comes before that slot. */
  record Joined(long slot, Member member) implements Entry {}

  /** A tenant goes before that slot. */
  record Departed(long slot, String tenant) implements Entry {}

  /** A slot begins. */
  record Ticked(long slot) implements Entry {}

  /** What was read at once; a slot has one or two of these. */
  record Readings(
      long slot,
      List<InstanceReading> instances,
      List<WorkerReading> workers,
      List<TenantReading> tenants)
      implements Entry {
    public Readings {
      instances = List.copyOf(instances);
      workers = List.copyOf(workers);
      tenants = List.copyOf(tenants);
    }
  }

  /** A plan that passed its check. */
  record Planned(long slot, Plan plan) implements Entry {}

  /** A plan that did not, and why. */
  record Refused(long slot, Plan plan, List<String> violations) implements Entry {
    public Refused {
      violations = List.copyOf(violations);
    }
  }

  /** A planner that threw or was too late; what exists is kept then. */
  record PlannerFailed(long slot, Guarded.Call call, String why) implements Entry {}

  /** A step that is about to be applied. On disk before it is. */
  record Intended(long slot, Step step) implements Entry {}

  /**
   * What became of a step, or of an instance by itself.
   *
   * @param slot in which it was noticed
   * @param instance the id
   * @param what happened
   * @param detail in words; empty where nothing is to be said
   */
  record Happened(long slot, String instance, Happening what, String detail) implements Entry {}

  /**
   * The version of the format and an entry.
   *
   * @param version {@value Codec#VERSION}
   * @param entry never absent
   */
  record Envelope(int version, Entry entry) {
    public Envelope {
      Objects.requireNonNull(entry, "entry");
    }
  }
}
