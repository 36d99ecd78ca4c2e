package dev.migrator.gateway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.gateway.protocol.InferAnswer;
import dev.migrator.gateway.protocol.InferRequest;
import dev.migrator.gateway.protocol.MalformedException;
import dev.migrator.gateway.protocol.SeenInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
  private static final long PLENTY = 1 << 20;

  @Test
  void anAnswerTakesOneLabel() throws Exception {
    RecentAnswers recent = new RecentAnswers(10, PLENTY);
    recent.add("q", answer(3));

    assertThat(label(recent, "q")).contains(3);
    assertThat(label(recent, "q")).isEmpty();
    assertThat(label(recent, "never there")).isEmpty();
  }

  @Test
  void tellsTheVersionAndTheInputAsTheyWere() throws Exception {
    RecentAnswers recent = new RecentAnswers(10, PLENTY);
    recent.add("größer", new RecentAnswers.Remembered(answer(1).prediction(), input()));

    RecentAnswers.Remembered told = recent.take("größer").orElseThrow();

    assertThat(told.prediction().version()).isEqualTo("v\"1\" ü");
    SeenInput input = told.input().orElseThrow();
    assertThat(input.dimensions()).containsExactly(2, 1);
    assertThat(input.rows()).containsExactly(new float[] {1, -2.5f}, new float[] {3, 4e9f});
  }

  @Test
  void theLatestOfOneIdCounts() throws Exception {
    RecentAnswers recent = new RecentAnswers(10, PLENTY);
    recent.add("q", answer(1));
    recent.add("other", answer(7));
    recent.add("q", answer(2));

    assertThat(label(recent, "q")).contains(2);
    assertThat(label(recent, "q")).isEmpty();
    assertThat(label(recent, "other")).contains(7);
  }

  @Test
  void whatIsLargerThanAllItsRoomIsNotRemembered() throws Exception {
    RecentAnswers recent = new RecentAnswers(10, 150);
    recent.add("small", answer(1));
    recent.add("x".repeat(200), answer(2));

    assertThat(label(recent, "x".repeat(200))).isEmpty();
    recent.add("small", answer(3));
    assertThat(label(recent, "small")).contains(3);
  }

  @Test
  void remembersTheLastOnesWhateverIsAskedInBetween() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(60);
      RecentAnswers recent = new RecentAnswers(most, PLENTY);
      List<Asked> last = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        String id = "q" + random.nextInt(2 * most);
        if (random.nextInt(3) > 0) {
          recent.add(id, answer(i));
          last.add(new Asked(id, i));
        } else {
          assertThat(label(recent, id))
              .as("seed %d, step %d", seed, i)
              .isEqualTo(take(last, id, most));
        }
      }
    }
  }

  @Test
  void givesUpTheOldestWhenItsBytesAreFull() throws Exception {
    int each = 1_000;
    for (int most = 1; most <= 200; most += 33) {
      // An answer with its id has between one and two times as many bytes as its id.
      RecentAnswers recent = new RecentAnswers(1_000, 2L * each * most);
      ArrayDeque<String> ids = new ArrayDeque<>();
      for (int i = 0; i < 5 * most; i++) {
        String id = i + "x".repeat(each);
        recent.add(id, answer(i));
        ids.addFirst(id);
      }
      for (int i = 0; i < most; i++) {
        assertThat(label(recent, ids.removeFirst())).contains(5 * most - 1 - i);
      }
      for (int i = 0; i < most; i++) {
        ids.removeFirst();
      }
      assertThat(ids).allSatisfy(id -> assertThat(recent.take(id)).isEmpty());
    }
  }

  private record Asked(String id, int label) {}

  /** What the last so many say of the latest answer of that id, which then has its label. */
  private static Optional<Integer> take(List<Asked> all, String id, int most) {
    int at = all.size() - 1;
    while (at >= 0 && !all.get(at).id().equals(id)) {
      at--;
    }
    if (at < Math.max(0, all.size() - most) || all.get(at).label() < 0) {
      return Optional.empty();
    }
    return Optional.of(all.set(at, new Asked(id, -1)).label());
  }

  private static Optional<Integer> label(RecentAnswers recent, String id) {
    return recent.take(id).map(answer -> answer.prediction().labels().getFirst());
  }

  private static RecentAnswers.Remembered answer(int label) throws MalformedException {
    String body =
        """
        {"model_name":"a","model_version":"v\\"1\\" ü",
         "outputs":[{"name":"y","datatype":"INT32","shape":[1],"data":[%d]}]}\
        """
            .formatted(label);
    return new RecentAnswers.Remembered(
        InferAnswer.parse(body.getBytes(StandardCharsets.UTF_8), 1).prediction(0, 1),
        Optional.empty());
  }

  private static Optional<SeenInput> input() throws MalformedException {
    String body =
        """
        {"inputs":[{"name":"x","datatype":"FP32","shape":[2,2,1],"data":[1,-2.5,3,4e9]}]}\
        """;
    return SeenInput.of(InferRequest.parse(body.getBytes(StandardCharsets.UTF_8)));
  }
}
