package dev.migrator.solver;
import dev.migrator.core.model.*;
import dev.migrator.core.plan.PathPlanner;
import java.time.Duration;
import java.util.*;
public class Dbg {
  static void one(RandomProblems f, int seed) {
    PlanningProblem p = f.problem(seed);
    System.out.println("==== " + f + " seed " + seed + " setup " + p.setupSlots() + " penalty " + p.setupPenalty()+" placements "+p.placements());
    for (var t : p.tenants()) System.out.println(t.name()+" w "+t.weight()+" a "+t.accuracy()+" cap "+t.capacity()+" arr "+Arrays.toString(t.arrivals())+" must "+t.mustRetrain()+" after "+t.requestsAfter()+" opts "+t.options());
    System.out.println("inh " + p.inherited());
    Plan ilp = new IlpPlanner(IlpSettings.DEFAULT.withTimeLimit(Duration.ofSeconds(20))).plan(p);
    System.out.println("ilp " + ilp.value() + " " + ilp.bound());
    ilp.instances().forEach(i -> System.out.println("   " + i));
    try {
    Plan path = new PathPlanner(PathPlanner.Settings.exact()).plan(p);
    System.out.println("path " + path.value() + " " + path.bound());
    path.instances().forEach(i -> System.out.println("   " + i)); } catch (RuntimeException e) { e.printStackTrace(System.out); }
  }
  public static void main(String[] a) {
one(RandomProblems.of(Gpus.A30, 2, 9).withPreInitialization(false).withInherited(true), 5);
  }
}
