package dev.migrator.live.daemon;

import dev.migrator.core.control.Fleet;
import dev.migrator.gateway.Gateway;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.History;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.process.Launcher;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Clock;
import dev.migrator.live.work.Mailbox;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a daemon finds outside.
 *
 * @param devices the instances themselves
 * @param device by instance: what CUDA calls it; empty where the GPU is emulated
 * @param journal the record of decisions, with what it remembers of an earlier life; closed in the
 *     end
 * @param journals opens it anew after it failed
 * @param roster keeps who comes and goes
 * @param gateway that tells the mailbox what it notices
 * @param mailbox through which workloads hear of it
 * @param launcher starts workers
 * @param events what happened
 * @param log is told of each turn
 * @param clock time that only goes forward
 * @param streamTime time since the tenants' streams began
 * @param recorder of what it goes through
 * @param history keeps what happened and what was measured
 * @param time the time of day, for the history
 */
public record Surroundings(
    Fleet devices,
    Function<String, String> device,
    DurableJournal journal,
    JournalSource journals,
    Roster roster,
    Gateway gateway,
    Mailbox mailbox,
    Launcher launcher,
    EventLog events,
    Consumer<TurnLine> log,
    Clock clock,
    Supplier<Duration> streamTime,
    Recorder recorder,
    History history,
    Supplier<Instant> time) {}
