package dev.migrator.app.command;

import dev.migrator.app.policy.Recipes;
import dev.migrator.app.usage.UsageException;
import dev.migrator.live.journal.JournalReader;
import dev.migrator.live.journal.Replay;
import dev.migrator.live.journal.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: makes the decisions of a journal again and compares. */
@Command(
    name = "replay",
    description = "Make the decisions of a daemon's journal again; say whether they are the same.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "JOURNAL", description = "The journal's folder.")
  private Path folder = Path.of("");

  @Mixin private final OutputOption output = new OutputOption();

  /**
   * Replays it.
   *
   * @return 0 if all decisions are the same, 1 if not
   * @throws UsageException if the journal cannot be read, or there is nothing to decide on
   */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    ReplayAnswer answer = ReplayAnswer.of(replay(screen));
    screen.print(output.render(answer, answer::text));
    return answer.equal() ? 0 : 1;
  }

  private Verdict replay(Screen screen) {
    Replay replay = new Replay(new Recipes());
    try {
      JournalReader.of(folder).read(replay).notice().ifPresent(screen::warn);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "journal: the entries of '%s' do not fit together: %s".formatted(folder, e.getMessage()),
          e);
    }
    Verdict verdict = replay.verdict();
    if (verdict.slots() == 0) {
      throw new UsageException(
          "journal: '%s' has no slots to decide on; expected some. Maybe its loop had just begun."
              .formatted(folder));
    }
    return verdict;
  }
}
