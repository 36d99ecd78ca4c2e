package dev.migrator.live.work;

import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A worker that does what the test says. */
final class FakeProcess implements RunningWorker {
  final Map<String, String> environment;
  final List<String> told = new ArrayList<>();
  boolean killed;
  private final WorkerListener listener;

  FakeProcess(Map<String, String> environment, WorkerListener listener) {
    this.environment = environment;
    this.listener = listener;
  }

  void ready() {
    listener.said(new WorkerEvent.Ready(OptionalInt.of(1)));
  }

  void says(WorkerEvent event) {
    listener.said(event);
  }

  void exits(int code) {
    listener.ended(code);
  }

  @Override
  public long pid() {
    return 1;
  }

  @Override
  public void tell(String word) {
    told.add(word);
  }

  @Override
  public void kill() {
    killed = true;
  }
}
