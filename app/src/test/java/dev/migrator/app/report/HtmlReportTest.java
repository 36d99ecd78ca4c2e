package dev.migrator.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");
  private static final Pattern LOADS =
      Pattern.compile("(?i)\\b(src|href|action)\\s*=\\s*[\"']?+(?!data:)|@import|url\\((?!#)");

  @TempDir private Path folder;

  @Test
  void isSelfContained() throws IOException {
    String page = write(SampleReport.small()).replace("http://www.w3.org/2000/svg", "");
    assertThat(page).doesNotContain("http:", "https:", "//cdn").doesNotContainPattern(LOADS);
    assertThat(page).contains("default-src 'none'").doesNotContain("{{");
  }

  @Test
  void carriesItsDataUnchanged() throws IOException {
    ReportData data = SampleReport.small();
    ReportData back = JsonMapper.builder().build().readValue(dataOf(write(data)), ReportData.class);
    assertThat(back)
        .usingRecursiveComparison()
        .withComparatorForType(Double::compare, Double.class)
        .isEqualTo(data);
  }

  @Test
  void hostileNamesStayText() throws IOException {
    String name = "</script><!--<script>alert(1)</script>{{style}} & $1";
    ReportData data = named(name);
    String page = write(data);
    assertThat(page.split("</script>", -1)).hasSize(3);
    assertThat(page).doesNotContain("<!--").doesNotContain("alert(1)</script>");
    assertThat(JsonMapper.builder().build().readTree(dataOf(page)).get("title").asText())
        .isEqualTo(name);
  }

  @Test
  void writesTheSameBytesForTheSameData() throws IOException {
    assertThat(write(SampleReport.small())).isEqualTo(write(SampleReport.small()));
  }

  @Test
  void createsTheDirectoryAndLeavesOnlyThePage() throws IOException {
    Path page = HtmlReport.write(folder.resolve("a/b"), SampleReport.small());
    assertThat(page).isEqualTo(folder.resolve("a/b/index.html")).isRegularFile();
    assertThat(entries(folder.resolve("a/b"))).containsExactly("index.html");
  }

  @Test
  void replacesAnOlderPage() throws IOException {
    Files.writeString(folder.resolve("index.html"), "old");
    assertThat(write(SampleReport.small())).startsWith("<!doctype html>");
    assertThat(entries(folder)).containsExactly("index.html");
  }

  @Test
  void refusesAFileAsDirectory() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "kept");
    assertThatThrownBy(() -> HtmlReport.write(file, SampleReport.small()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("report: directory " + file, "is a file", "expected", "Maybe");
    assertThat(file).hasContent("kept");
  }

  @Test
  void refusesADirectoryBelowAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "kept");
    assertThatThrownBy(() -> HtmlReport.write(file.resolve("below"), SampleReport.small()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("cannot be created", "expected", "Maybe");
  }

  @Test
  void leavesNothingHalfWrittenWhenItFails() throws IOException {
    Files.createDirectories(folder.resolve("index.html/inside"));
    assertThatThrownBy(() -> HtmlReport.write(folder, SampleReport.small()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("cannot be written", "is a directory");
    assertThat(entries(folder)).containsExactly("index.html");
    assertThat(folder.resolve("index.html/inside")).isDirectory();
  }

  @Test
  void refusesSeriesOfUnequalLengths() {
    assertThatThrownBy(() -> new TenantSeries("vision", new int[2], new int[3], new double[2]))
        .hasMessageContaining("vision");
  }

  private String write(ReportData data) throws IOException {
    return Files.readString(HtmlReport.write(folder, data));
  }

  private static String dataOf(String page) {
    Matcher matcher = DATA.matcher(page);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static ReportData named(String name) {
    TenantInfo tenant = new TenantInfo(name, name, 100, 1);
    ScenarioReport scenario =
        new ScenarioReport(name, name, 8, 1, 10, 1, List.of(tenant), 0, 0, List.of());
    return new ReportData(name, name, List.of(scenario));
  }

  private static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
