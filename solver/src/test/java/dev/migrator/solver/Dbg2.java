package dev.migrator.solver;
import dev.migrator.catalog.*;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.*;
import dev.migrator.core.plan.PathPlanner;
import java.time.Duration;
import java.util.*;
import java.util.zip.GZIPInputStream;
import java.io.*;
import java.nio.file.*;
public class Dbg2 {
  static int[] twitter(int from, int n) throws Exception {
    try (var r = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(Path.of("/work/shared/traces/twitter_2018_04_days_01_10_per_second.txt.gz")))))) {
      for (int i = 0; i < from; i++) r.readLine();
      int[] c = new int[n]; for (int i = 0; i < n; i++) c[i] = Integer.parseInt(r.readLine()); return c;
    }
  }
  static PlanningProblem problem(String[] models, int[] slos, double load, int from, int T, boolean bursty, int seed) throws Exception {
    GpuModel g = GpuModels.named("A100-80GB");
    List<TenantOutlook> ts = new ArrayList<>();
    int n = models.length;
    Random rnd = new Random(seed);
    for (int i = 0; i < n; i++) {
      ServiceProfile sp = ServiceCatalog.model(models[i], g);
      Map<Profile, Double> cap = new HashMap<>();
      sp.bestWithin(Duration.ofMillis(slos[i])).forEach((p, b) -> { if (p.isBase()) cap.put(p, b.perSecond()); });
      double whole = cap.get(g.whole());
      int[] c = twitter(from + i * 20000, T);
      double mean = Arrays.stream(c).average().orElse(1);
      double[] arr = new double[T];
      double level = 1;
      for (int t = 0; t < T; t++) { if (bursty && rnd.nextDouble() < 0.05) level = rnd.nextDouble() < 0.5 ? 0.3 : 2.2*rnd.nextDouble(); arr[t] = c[t] / mean * load * whole / n * level; }
      List<RetrainingOption> opts = new ArrayList<>();
      double[][] o = {{12.7, 0.857}, {33, 0.877}, {61, 0.912}};
      for (int k = 0; k < 3; k++) {
        Map<Profile, Integer> sl = new HashMap<>();
        double sec = o[k][0];
        sp.trainingSpeed().forEach((p, v) -> { if (p.isBase()) sl.put(p, (int) Math.ceil(sec / v)); });
        opts.add(new RetrainingOption("c" + k, o[k][1], sl));
      }
      ts.add(new TenantOutlook("t" + i, 1, 0.69 + 0.05 * i, arr, cap, opts, false, Arrays.stream(arr).sum() * 0.5));
    }
    Map<Profile, Integer> setup = new HashMap<>();
    g.baseProfiles().forEach(p -> setup.put(p, 6));
    return new PlanningProblem(g, GpuModel.placements(g.baseProfiles()), T, setup, ts, List.of(), true, 1e-3);
  }
  public static void main(String[] a) throws Exception {
    String[] m = {"resnet50", "bert", "inceptionv3", "vgg16", "densenet121", "mobilenetv2","resnet101"};
    int[] slo = {100, 200, 100, 150, 100, 100,150};
    int n = Integer.parseInt(a[0]);
    long effort = a.length > 1 ? Long.parseLong(a[1]) : PathPlanner.Settings.standard().mostEffort();
    double gapT = a.length > 2 ? Double.parseDouble(a[2]) : 0.005;
    for (boolean bursty : new boolean[] {false, true})
    for (double load : new double[] {0.6, 0.9, 1.2}) for (int rep = 0; rep < 2; rep++) {
      PlanningProblem p = problem(Arrays.copyOf(m, n), slo, load, 7200 + rep * 30000, 200, bursty, rep);
      long t0 = System.nanoTime();
      Plan plan = new PathPlanner(new PathPlanner.Settings(gapT, effort, 200000)).plan(p);
      long t1 = System.nanoTime();
      double tot=0; for (var t: p.tenants()) tot += Arrays.stream(t.arrivals()).sum();
      System.out.printf("%s load %.1f rep %d value %.1f bound %.1f gap %.3f%% ms %d inst %d retr %s viol %s%n", bursty ? "bursty" : "smooth", load, rep, plan.value(), plan.bound(), 100 * plan.gap(), (t1 - t0) / 1000000, plan.instances().size(), plan.retrainings().stream().map(i -> i.task().tenant() + ((Task.Retrain) i.task()).choice() + i.placement() + "@" + i.from() + "-" + i.to()).toList(), PlanCheck.violations(p, plan));
    }
  }
}
