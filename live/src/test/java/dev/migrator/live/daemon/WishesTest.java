package dev.migrator.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WishesTest {
  private static final int MOST = 100;

  private final Wishes wishes = new Wishes(_ -> {});
  private boolean isPossible;

  @Test
  void noMoreThanSoManyAreTaken() {
    List<CompletableFuture<String>> taken = full();

    assertThat(wishes.add(() -> Optional.of("more")))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("100 changes wait already");

    wishes.fulfil();
    assertThat(taken).noneMatch(CompletableFuture::isDone);
    isPossible = true;
    wishes.fulfil();
    assertThat(taken).allMatch(done -> done.join().equals("done"));
  }

  @Test
  void whatHasBegunGoesOnHoweverManyWait() {
    CompletableFuture<String> first =
        wishes
            .add(() -> Optional.of("first"))
            .thenCompose(_ -> wishes.goOn(() -> Optional.of("second")));
    for (int i = 1; i < MOST; i++) {
      wishes.add(this::whenPossible);
    }

    wishes.fulfil();
    wishes.fulfil();
    assertThat(first).isCompletedWithValue("second");
  }

  private List<CompletableFuture<String>> full() {
    List<CompletableFuture<String>> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      taken.add(wishes.add(this::whenPossible));
    }
    return taken;
  }

  private Optional<String> whenPossible() {
    return isPossible ? Optional.of("done") : Optional.empty();
  }
}
