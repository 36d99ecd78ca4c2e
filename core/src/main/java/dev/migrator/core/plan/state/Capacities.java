package dev.migrator.core.plan.state;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What each tenant has in each state of a graph, whatever else there is: what its instances serve
 * together.
 *
 * <p>There are far fewer such numbers than states, and what is served in a state depends on nothing
 * else.
 *
 * @param own by tenant and state: index into {@code capacity}
 * @param capacity by tenant and own index, ascending: requests per slot that its instances serve
 *     together
 * @param crews all tenants in two crews: what a state earns is a sum of two numbers
 */
public record Capacities(int[][] own, double[][] capacity, List<Crew> crews) {
  /**
   * Some tenants in a row, and the combinations that they have together.
   *
   * @param first the first of them
   * @param number by state: the number of its combination
   * @param own by tenant of these and number: the tenant's own combination
   * @param size how many combinations there are
   */
  public record Crew(int first, int[] number, int[][] own, int size) {}

  /**
   * Of these states.
   *
   * @param kindsOf by state, its kinds in order
   */
  static Capacities of(
      PlanningProblem problem, Sites sites, List<StateGraph.Kind> kinds, int[][] kindsOf) {
    int[][] own = new int[problem.tenants().size()][kindsOf.length];
    double[][] capacity = new double[own.length][];
    for (int tenant = 0; tenant < own.length; tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      capacity[tenant] = new OfTenant(tenant, outlook, sites, kinds).number(kindsOf, own[tenant]);
    }
    int half = own.length / 2;
    Crew first = crew(Arrays.copyOfRange(own, 0, half), 0, kindsOf.length);
    Crew others = crew(Arrays.copyOfRange(own, half, own.length), half, kindsOf.length);
    return new Capacities(own, capacity, List.of(first, others));
  }

  /** How many combinations all crews have. */
  int combinations() {
    return crews.stream().mapToInt(Crew::size).sum();
  }

  private static Crew crew(int[][] own, int first, int states) {
    Map<List<Integer>, Integer> known = new HashMap<>();
    List<int[]> combinations = new ArrayList<>();
    int[] number = new int[states];
    for (int s = 0; s < number.length; s++) {
      int state = s;
      int[] ofAll = Arrays.stream(own).mapToInt(ofOne -> ofOne[state]).toArray();
      List<Integer> key = Arrays.stream(ofAll).boxed().toList();
      number[s] = known.computeIfAbsent(key, _ -> combinations.size());
      if (number[s] == combinations.size()) {
        combinations.add(ofAll);
      }
    }
    int[][] byTenant = new int[own.length][combinations.size()];
    for (int c = 0; c < combinations.size(); c++) {
      for (int i = 0; i < byTenant.length; i++) {
        byTenant[i][c] = combinations.get(c)[i];
      }
    }
    return new Crew(first, number, byTenant, combinations.size());
  }

  /** Numbers what one tenant has. */
  private record OfTenant(
      int tenant, TenantOutlook outlook, Sites sites, List<StateGraph.Kind> kinds) {
    /**
     * Writes its number of each state.
     *
     * @return by number, what is served, ascending
     */
    double[] number(int[][] kindsOf, int[] own) {
      List<Profile> profiles = IntStream.range(0, sites.count()).mapToObj(sites::profile).toList();
      int[] profileOf = profiles.stream().mapToInt(profiles::indexOf).toArray();
      Map<String, Integer> index = new HashMap<>();
      List<Double> sums = new ArrayList<>();
      for (int s = 0; s < kindsOf.length; s++) {
        char[] mine = profilesIn(kindsOf[s], profileOf);
        int number = index.computeIfAbsent(new String(mine), _ -> sums.size());
        if (number == sums.size()) {
          double sum = 0;
          for (char profile : mine) {
            sum += outlook.capacityOf(profiles.get(profile));
          }
          sums.add(sum);
        }
        own[s] = number;
      }
      return inOrder(own, sums);
    }

    /** In order; each told by the first site that has it. */
    private char[] profilesIn(int[] state, int[] profileOf) {
      char[] mine = new char[state.length];
      int count = 0;
      for (int kind : state) {
        if (kinds.get(kind).tenant() == tenant) {
          mine[count++] = (char) profileOf[kinds.get(kind).site()];
        }
      }
      char[] sorted = Arrays.copyOf(mine, count);
      Arrays.sort(sorted);
      return sorted;
    }

    /** Numbers them anew, in ascending order. */
    private static double[] inOrder(int[] numbers, List<Double> sums) {
      List<Integer> order =
          IntStream.range(0, sums.size()).boxed().sorted(Comparator.comparing(sums::get)).toList();
      int[] place = new int[order.size()];
      for (int i = 0; i < place.length; i++) {
        place[order.get(i)] = i;
      }
      Arrays.setAll(numbers, s -> place[numbers[s]]);
      return order.stream().mapToDouble(sums::get).toArray();
    }
  }
}
