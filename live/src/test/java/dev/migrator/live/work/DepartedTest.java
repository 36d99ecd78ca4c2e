package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DepartedTest {
  private static final Path TENANTS = Path.of("tenants");

  private final Set<String> busy = new HashSet<>();
  private final Set<Path> locked = new HashSet<>();
  private final List<Path> removed = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private final Departed departed = new Departed(TENANTS, busy::contains, this::remove);

  private void remove(Path folder) throws IOException {
    if (locked.contains(folder)) {
      throw new IOException("not permitted");
    }
    removed.add(folder);
  }

  private List<String> sweep() {
    return departed.sweep((tenant, _) -> failed.add(tenant));
  }

  @Test
  void removesTheFolderOfWhoHasGoneAndNobodyElses() throws IOException {
    departed.add("dogs");
    assertThat(departed.isCleared("cats")).isTrue();
    assertThat(sweep()).containsExactly("dogs");
    assertThat(sweep()).isEmpty();
    assertThat(removed).containsExactly(TENANTS.resolve("dogs"));
  }

  @Test
  void waitsUntilNothingRunsForIt() throws IOException {
    departed.add("dogs");
    departed.add("birds");
    busy.add("dogs");
    assertThat(sweep()).containsExactly("birds");
    assertThat(departed.isCleared("dogs")).isFalse();
    busy.clear();
    assertThat(departed.isCleared("dogs")).isTrue();
    assertThat(removed).containsExactly(TENANTS.resolve("birds"), TENANTS.resolve("dogs"));
    assertThat(sweep()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeRemovedIsToldOfOnceAndHoldsUpNobodyElse() throws IOException {
    departed.add("dogs");
    departed.add("birds");
    locked.add(TENANTS.resolve("dogs"));
    assertThat(sweep()).containsExactly("birds");
    assertThat(sweep()).isEmpty();
    assertThat(failed).containsExactly("dogs");
    assertThatThrownBy(() -> departed.isCleared("dogs")).isInstanceOf(IOException.class);

    departed.tryAgain();
    locked.clear();
    assertThat(sweep()).containsExactly("dogs");
  }
}
