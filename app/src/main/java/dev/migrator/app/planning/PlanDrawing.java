package dev.migrator.app.planning;

import dev.migrator.app.output.Table;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plan as text: a line for each memory slice, time from left to right, a letter for each tenant.
 * Upper case infers, lower case retrains, a dot is being set up, a space is free. Of many GPUs only
 * a summary is shown.
 */
public final class PlanDrawing {
  private static final int MOST_COLUMNS = 100;
  private static final int MOST_GPUS = 4;
  private static final int COLUMNS_BETWEEN_TIMES = 20;
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final char SETTING_UP = '.';
  private static final char FREE = ' ';

  private final WindowPlan window;
  private final Plan plan;
  private final int slotsPerColumn;

  private PlanDrawing(WindowPlan window) {
    this.window = window;
    this.plan = window.plan();
    this.slotsPerColumn = Math.ceilDiv(plan.slots(), MOST_COLUMNS);
  }

  /** The drawing, its legend, and what the plan is worth. */
  public static String of(WindowPlan window) {
    PlanDrawing drawing = new PlanDrawing(window);
    return window.settings().gpus().size() > MOST_GPUS
        ? FleetSummary.of(window) + "\n" + drawing.worth()
        : String.join("\n", drawing.slices(), drawing.legend(), drawing.changes(), drawing.worth());
  }

  private String slices() {
    List<GpuModel> models = window.settings().models();
    StringBuilder lines = new StringBuilder();
    for (int gpu = 0; gpu < models.size(); gpu++) {
      if (models.size() > 1) {
        lines.append("GPU %d, %s\n".formatted(gpu, models.get(gpu)));
      }
      slices(gpu, models.get(gpu), lines);
    }
    return lines.append(axis()).toString();
  }

  private void slices(int gpu, GpuModel model, StringBuilder lines) {
    for (int slice = model.memorySlices() - 1; slice >= 0; slice--) {
      lines.append("%2d |".formatted(slice));
      for (int column = 0; column < columns(); column++) {
        lines.append(letter(gpu, slice, column * slotsPerColumn));
      }
      lines.append("|\n");
    }
  }

  /** Times under the columns, in slots. */
  private String axis() {
    StringBuilder axis = new StringBuilder("    ");
    for (int column = 0; column < columns(); column += COLUMNS_BETWEEN_TIMES) {
      axis.append(("%-" + COLUMNS_BETWEEN_TIMES + "d").formatted(column * slotsPerColumn));
    }
    return axis.toString().stripTrailing() + "\n";
  }

  private int columns() {
    return Math.ceilDiv(plan.slots(), slotsPerColumn);
  }

  private char letter(int gpu, int slice, int slot) {
    return plan.instances().stream()
        .filter(p -> p.placement().gpu() == gpu && p.takesIn(slot))
        .filter(p -> (p.placement().slices() >> slice & 1) == 1)
        .findFirst()
        .map(planned -> planned.isReadyIn(slot) ? letter(planned.task()) : SETTING_UP)
        .orElse(FREE);
  }

  private char letter(Task task) {
    char letter = letter(task.tenant());
    return switch (task) {
      case Task.Infer _ -> letter;
      case Task.Retrain _ -> Character.toLowerCase(letter);
    };
  }

  private char letter(String tenant) {
    return LETTERS.charAt(Math.max(0, window.tenants().indexOf(tenant)) % LETTERS.length());
  }

  private String legend() {
    List<String> names = new ArrayList<>();
    for (String tenant : window.tenants()) {
      names.add(letter(tenant) + " " + tenant);
    }
    return "%s; upper case infers, lower case retrains, '.' is set up. %s over slots%s.\n"
        .formatted(
            String.join(", ", names),
            isMps() ? "Granules of 5 % by MPS" : "Memory slices",
            slotsPerColumn == 1 ? "" : ", a column for " + slotsPerColumn);
  }

  private boolean isMps() {
    return window.settings().profiles().getFirst().sharing() == Sharing.MPS;
  }

  private String changes() {
    boolean isFleet = window.settings().gpus().size() > 1;
    String place = isFleet ? "GPU, start" : "start";
    Table table = new Table("from", "ready", "to", "profile", place, "task", "tenant", "choice");
    for (PlannedInstance planned : plan.instances()) {
      table.row(
          planned.from(),
          planned.ready(),
          Math.min(planned.to(), plan.slots()),
          planned.placement().profile().name(),
          isFleet
              ? "%d, %d".formatted(planned.placement().gpu(), planned.placement().start())
              : planned.placement().start(),
          planned.task() instanceof Task.Infer ? "infer" : "retrain",
          planned.task().tenant(),
          planned.task() instanceof Task.Retrain retrain ? retrain.choice() : "");
    }
    return table.toString();
  }

  private String worth() {
    return String.format(
        Locale.ROOT,
        "value %.1f, bound %.1f, gap %.2f %%, %.0f ms, %s\n",
        plan.value(),
        plan.bound(),
        100 * plan.gap(),
        window.millis(),
        plan.planner());
  }
}
