package dev.migrator.tidy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which package uses which, without edges from a package to itself.
 *
 * @param edges every package, with the packages it uses
 */
record PackageGraph(SortedMap<String, SortedSet<String>> edges) {

  /** The graph of those packages that lie in {@code root}, given all their classes. */
  static PackageGraph of(String root, Collection<ClassUses> classes) {
    SortedMap<String, SortedSet<String>> edges = new TreeMap<>();
    for (ClassUses user : classes) {
      String from = ClassUses.packageOf(user.name());
      SortedSet<String> uses = edges.computeIfAbsent(from, name -> new TreeSet<>());
      user.types().stream()
          .map(ClassUses::packageOf)
          .filter(to -> !to.equals(from) && isIn(root, to))
          .forEach(uses::add);
    }
    return new PackageGraph(edges);
  }

  /** Whether a package is {@code root} or lies in it. */
  static boolean isIn(String root, String name) {
    return name.equals(root) || name.startsWith(root + ".");
  }

  /** One cycle as the packages along it, the first one again at the end; empty if there is none. */
  List<String> cycle() {
    Set<String> done = new TreeSet<>();
    for (String start : edges.keySet()) {
      List<String> cycle = cycleFrom(start, new LinkedHashSet<>(), done);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    return List.of();
  }

  private List<String> cycleFrom(String at, LinkedHashSet<String> path, Set<String> done) {
    if (path.contains(at)) {
      List<String> cycle =
          new ArrayList<>(path).subList(List.copyOf(path).indexOf(at), path.size());
      cycle.add(at);
      return cycle;
    }
    if (!done.add(at)) {
      return List.of();
    }
    path.addLast(at);
    for (String next : edges.getOrDefault(at, new TreeSet<>())) {
      List<String> cycle = cycleFrom(next, path, done);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    path.removeLast();
    return List.of();
  }
}
