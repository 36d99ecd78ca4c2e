package dev.migrator.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers as bytes. */
final class InferRequestTest {
  private static final String GOOD =
      """
      {"id":"a","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,2.5,-3e4, 4,5,6]}]}
      """;

  @Test
  void joinsRowsOfSeveralCallersInTheirOrder() throws Exception {
    InferRequest flat = parse(GOOD);
    InferRequest other =
        parse(GOOD.replace("[2,3]", "[1,3]").replace("1,2.5,-3e4, 4,5,6", "7,8,9"));

    assertThat(flat.kindOf()).isEqualTo(other.kindOf());
    assertThat(text(InferRequest.join(List.of(flat, other))))
        .isEqualTo(
            """
            {"inputs":[{"name":"x","datatype":"FP32","shape":[3,3],\
            "data":[1,2.5,-3e4, 4,5,6,7,8,9]}]}\
            """);
  }

  @Test
  void keepsWishesAndParametersAndDoesNotMixThem() throws Exception {
    InferRequest plain = parse(GOOD);
    InferRequest wishing =
        parse(
            GOOD.replace(
                "{\"id\":\"a\",",
                "{\"outputs\":[{\"name\":\"y\"}],\"parameters\":{\"top\":[1, {}]},"));

    assertThat(wishing.kindOf()).isNotEqualTo(plain.kindOf());
    assertThat(text(InferRequest.join(List.of(wishing))))
        .contains("\"outputs\":[{\"name\":\"y\"}]", "\"parameters\":{\"top\":[1, {}]}");
  }

  @Test
  void nestedRowsAreJoinedWithNestedRowsOnly() throws Exception {
    InferRequest nested = parse(GOOD.replace("1,2.5,-3e4, 4,5,6", "[1,2.5,-3e4],[ 4,5,6 ]"));

    assertThat(nested.rows()).isEqualTo(2);
    assertThat(nested.kindOf()).isNotEqualTo(parse(GOOD).kindOf());
    assertThat(text(InferRequest.join(List.of(nested, nested))))
        .contains("\"shape\":[4,3]", "[[1,2.5,-3e4],[ 4,5,6 ],[1,2.5,-3e4],[ 4,5,6 ]]");
  }

  @Test
  void textsWithBracketsAndCommasAreDataLikeAnyOther() throws Exception {
    InferRequest request =
        parse(
            """
            {"inputs":[{"name":"x","shape":[2],"datatype":"BYTES","data":["],[","a\\"b,"]}]}\
            """);

    assertThat(text(InferRequest.join(List.of(request)))).contains("[\"],[\",\"a\\\"b,\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"inputs\":[]}",
        "{\"inputs\":{}}",
        "{\"inputs\":[1]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[0],\"datatype\":\"FP32\",\"data\":[]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[-1],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1.5],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[4294967297],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[65536,65536,65536,65536],\"datatype\":\"FP32\","
            + "\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP99\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[null]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[{}]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[NaN]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2,3],4]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]} {}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]},"
            + "{\"name\":\"z\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2]}]}"
      })
  void refusesWhatIsNoRequest(String body) {
    assertThatThrownBy(() -> parse(body)).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesDeepNestingAndOtherEncodings() {
    String deep = "{\"parameters\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    assertThatThrownBy(() -> parse(deep)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> InferRequest.parse(GOOD.getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> InferRequest.parse(GOOD.getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(MalformedException.class);
  }

  /** Any damage is refused or leaves a request; nothing else is thrown. */
  @Test
  void damagedBodiesNeverDoMoreThanBeRefused() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i <= random.nextInt(4); i++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(InferRequest.parse(body).rows()).as("seed %d", seed).isPositive();
      } catch (MalformedException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      }
    }
  }

  @Test
  void splitsAnAnswerByRows() throws Exception {
    InferAnswer answer =
        InferAnswer.parse(
            bytes(
                """
                {"model_version":"7","outputs":[
                  {"name":"y","datatype":"FP32","shape":[3,2],"data":[1,2 , 3,4, 5,6 ]},
                  {"name":"z","datatype":"INT64","shape":[3,1,2],"data":[[[1,2]],[[3,4]] ,[[5,6]]]}]}
                """),
            3);

    assertThat(answer.version()).isEqualTo("7");
    assertThat(text(answer.part("m", "q\"", 1, 3)))
        .isEqualTo(
            """
            {"model_name":"m","model_version":"7","id":"q\\"","outputs":[\
            {"name":"y","datatype":"FP32","shape":[2,2],"data":[3,4, 5,6 ]},\
            {"name":"z","datatype":"INT64","shape":[2,1,2],"data":[[[3,4]] ,[[5,6]]]}]}\
            """);
    assertThat(text(answer.part("m", "q", 0, 1))).contains("\"data\":[1,2 ]", "[[[1,2]]]");
  }

  @Test
  void refusesAnAnswerWithOtherRowsThanAsked() {
    byte[] body =
        bytes(
            """
            {"model_version":"7","outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1,2]}]}
            """);

    assertThatThrownBy(() -> InferAnswer.parse(body, 3)).hasMessageContaining("2 rows, not 3");
  }

  @Test
  void theLabelIsTheLargestOfTheFirstOutputsClasses() throws Exception {
    assertThat(labels("[2,3]", "0.1,0.8,0.1, 9,-1,9")).containsExactly(1, 0);
    assertThat(labels("[2,3]", "[0.1,0.2,1e2],[0,0,0]")).containsExactly(2, 0);
    assertThat(labels("[2]", "4,7")).containsExactly(4, 7);
    assertThat(labels("[2,1]", "[4],[7]")).containsExactly(4, 7);
    assertThat(labels("[2,1,2]", "1,2,3,4")).isEmpty();
  }

  @Test
  void anAnswerThatHoldsAnythingButNumbersHasNoLabels() throws Exception {
    assertThat(labels("[2]", "\"4\",7")).isEmpty();
    assertThat(labels("[2,2]", "1,2,3,\"],[\"")).isEmpty();
    assertThat(labels("[2,2]", "true,false,false,true")).containsExactly(0, 1);
  }

  @Test
  void anInputIsReadAsNumbersOnlyIfAllOfItAre() throws Exception {
    assertThat(seen("1,2.5,-3e4, 4,5,6"))
        .containsExactly(new float[] {1, 2.5f, -3e4f}, new float[] {4, 5, 6});
    assertThat(seen("1,2,3,4,5,\"6\"")).isEmpty();
    assertThat(seen("1,2,3,4,5,true")).isEmpty();
  }

  @Test
  void readsLabels() throws Exception {
    assertThat(
            GivenLabel.parse(
                bytes("{\"labels\":[{\"id\":\"a\",\"label\":3},{\"id\":\"b\",\"label\":[1,2]}]}")))
        .containsExactly(new GivenLabel("a", List.of(3)), new GivenLabel("b", List.of(1, 2)));
    assertThatThrownBy(() -> GivenLabel.parse(bytes("{\"labels\":[{\"id\":\"a\"}]}")))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> GivenLabel.parse(bytes("{\"labels\":[{\"id\":\"a\",\"label\":1e9}]}")))
        .isInstanceOf(MalformedException.class);
  }

  private static List<Integer> labels(String shape, String data) throws MalformedException {
    String body =
        """
        {"model_version":"7","outputs":[{"name":"y","datatype":"FP32","shape":%s,"data":[%s]}]}
        """
            .formatted(shape, data);
    return InferAnswer.parse(bytes(body), 2).prediction(0, 2).labels();
  }

  private static List<float[]> seen(String data) throws MalformedException {
    return SeenInput.of(parse(GOOD.replace("1,2.5,-3e4, 4,5,6", data))).orElseThrow().rows();
  }

  private static InferRequest parse(String body) throws MalformedException {
    return InferRequest.parse(bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
