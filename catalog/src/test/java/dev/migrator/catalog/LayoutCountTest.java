package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts every layout against brute-force counts that others published. */
class LayoutCountTest {
  private static final String BASE = "1g 2g 3g 4g 7g";

  @ParameterizedTest
  @CsvSource({
    "A100-40GB, 1g 2g 3g 4g 7g, 298, 19",
    "A100-80GB, 1g 2g 3g 4g 7g, 298, 19",
    "H100-SXM-80GB, 1g 2g 3g 4g 7g, 298, 19",
    "H200-141GB, 1g 2g 3g 4g 7g, 298, 19",
    "B200-180GB, 1g 2g 3g 4g 7g, 298, 19",
    "A100-80GB, 1g 1gd 2g 3g 4g 7g, 723, 78",
    "A100-80GB, 1g 1g+me 2g 3g 4g 7g, 1089, 67",
    "A100-80GB, 1g 1g+me 1gd 2g 3g 4g 7g, 2319, 239",
    "H100-94GB, 1g 1g+me 1gd 2g 3g 4g 7g, 2319, 239",
    "A30-24GB, 1g 2g 4g, 26, 5",
    "A30-24GB, 1g 1g+me 2g 2g+me 4g, 76, 17"
  })
  void countsAllAndMaximalLayouts(String gpu, String keys, int all, int maximal) {
    List<Placement> placements = placements(GpuModels.named(gpu), keys);
    assertThat(Layout.all(placements)).hasSize(all).doesNotHaveDuplicates();
    assertThat(Layout.maximal(placements)).hasSize(maximal);
  }

  static Stream<GpuModel> eightSlices() {
    return GpuModels.all().stream().filter(gpu -> gpu.memorySlices() == 8);
  }

  @ParameterizedTest
  @MethodSource("eightSlices")
  void everyModelOfEightSlicesHasTheSameLayouts(GpuModel gpu) {
    assertThat(Layout.maximal(placements(gpu, BASE)).stream().map(LayoutCountTest::keys))
        .containsExactlyInAnyOrderElementsOf(NINETEEN);
  }

  @Test
  void noLayoutTakesMoreComputeSlicesThanThereAre() {
    for (GpuModel gpu : GpuModels.all()) {
      for (Layout layout : Layout.all(GpuModel.placements(gpu.baseProfiles()))) {
        int compute = layout.placements().stream().mapToInt(p -> p.profile().computeSlices()).sum();
        assertThat(compute).as("%s %s", gpu, layout).isLessThanOrEqualTo(gpu.computeSlices());
      }
    }
  }

  private static final List<String> NINETEEN =
      List.of(
          "7g@0",
          "4g@0 3g@4",
          "4g@0 2g@4 1g@6",
          "4g@0 1g@4 1g@5 1g@6",
          "3g@0 3g@4",
          "3g@0 2g@4 1g@6",
          "3g@0 1g@4 1g@5 1g@6",
          "2g@0 2g@2 3g@4",
          "2g@0 2g@2 2g@4 1g@6",
          "2g@0 2g@2 1g@4 1g@5 1g@6",
          "2g@0 1g@2 1g@3 3g@4",
          "2g@0 1g@2 1g@3 2g@4 1g@6",
          "2g@0 1g@2 1g@3 1g@4 1g@5 1g@6",
          "1g@0 1g@1 2g@2 3g@4",
          "1g@0 1g@1 2g@2 2g@4 1g@6",
          "1g@0 1g@1 2g@2 1g@4 1g@5 1g@6",
          "1g@0 1g@1 1g@2 1g@3 3g@4",
          "1g@0 1g@1 1g@2 1g@3 2g@4 1g@6",
          "1g@0 1g@1 1g@2 1g@3 1g@4 1g@5 1g@6");

  private static List<Placement> placements(GpuModel gpu, String keys) {
    List<Profile> profiles = Arrays.stream(keys.split(" ")).map(gpu::profile).toList();
    return GpuModel.placements(profiles);
  }

  private static String keys(Layout layout) {
    return String.join(
        " ", layout.placements().stream().map(p -> p.profile().key() + "@" + p.start()).toList());
  }
}
