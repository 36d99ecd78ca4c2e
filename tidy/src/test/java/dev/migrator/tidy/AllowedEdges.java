package dev.migrator.tidy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A table of which packages may use which. A row speaks for a package and those inside it that have
 * no row of their own; what it names stands for a package and all inside it, or for the package
 * alone where {@code .} follows. Packages that one row speaks for may use each other.
 *
 * @param root the package that all names lie in
 * @param rows what each may use
 */
record AllowedEdges(String root, SortedMap<String, List<String>> rows) {

  /** Reads lines of the form {@code user -> used used ...}. */
  static AllowedEdges parse(String root, String table) {
    SortedMap<String, List<String>> rows = new TreeMap<>();
    for (String line : table.lines().filter(text -> !text.isBlank()).toList()) {
      String[] sides = line.split("->", -1);
      if (sides.length != 2) {
        throw new IllegalArgumentException("row is '" + line + "'; expected 'user -> used ...'.");
      }
      List<String> used = Arrays.stream(sides[1].split(" ")).filter(s -> !s.isEmpty()).toList();
      rows.put(inRoot(root, sides[0].strip()), used.stream().map(s -> inRoot(root, s)).toList());
    }
    return new AllowedEdges(root, rows);
  }

  /** What in a graph breaks the table, one line each. */
  List<String> brokenBy(PackageGraph graph) {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, SortedSet<String>> user : graph.edges().entrySet()) {
      if (rowOf(user.getKey()).isEmpty()) {
        faults.add(user.getKey() + " has no row in the table.");
      }
      for (String used : user.getValue()) {
        if (!allows(user.getKey(), used)) {
          faults.add(user.getKey() + " uses " + used + ", which the table does not allow.");
        }
      }
    }
    return faults;
  }

  private boolean allows(String user, String used) {
    Optional<String> row = rowOf(user);
    return row.isPresent()
        && (row.equals(rowOf(used))
            || rows.get(row.get()).stream().anyMatch(name -> isNamed(name, used)));
  }

  private static boolean isNamed(String name, String used) {
    return name.endsWith(".")
        ? used.equals(name.substring(0, name.length() - 1))
        : PackageGraph.isIn(name, used);
  }

  private Optional<String> rowOf(String name) {
    return rows.keySet().stream()
        .filter(row -> PackageGraph.isIn(row, name))
        .max(Comparator.comparingInt(String::length));
  }

  private static String inRoot(String root, String name) {
    return root + "." + name;
  }
}
