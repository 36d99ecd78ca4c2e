package dev.migrator.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's own script, run by a real browser where one is installed. */
class HtmlReportInBrowserTest {
  private static final List<String> NAMES = List.of("chromium", "google-chrome", "chrome");
  private static final int ATTEMPTS = 10;

  /** Every section stands: all that a page without pictures needs. */
  private static final String BUILT = "data-built=";

  /** Two frames were drawn after that, and with them the pictures. */
  private static final String DRAWN = "data-ready=";

  private static final String FAILED = "data-error=";

  @TempDir private Path folder;

  @Test
  void drawsEverySectionWithoutAnError() throws Exception {
    String dom = open(SampleReport.small(), "", DRAWN);
    assertThat(dom).contains(DRAWN).doesNotContain(FAILED);
    assertThat(dom).contains("class=\"finding\"", "of the proven upper bound.", "<canvas");
    assertThat(dom).contains("two-tenants", "bursty", "Slices picture of migrator");
  }

  @Test
  void opensAtTheScenarioAndPolicyAskedFor() throws Exception {
    String dom = open(SampleReport.small(), "?theme=dark&scenario=bursty&policy=ekya", DRAWN);
    assertThat(dom).contains("data-theme=\"dark\"", "Slices picture of ekya");
  }

  @Test
  void drawsAnEmptyReport() throws Exception {
    String dom = open(new ReportData("nothing", "", List.of()), "", BUILT);
    assertThat(dom).contains(BUILT, "No scenario ran.").doesNotContain(FAILED);
  }

  @Test
  void showsHostileNamesAsText() throws Exception {
    String name = "</script><script>document.title='owned'</script><b>x";
    TenantInfo tenant = new TenantInfo(name, name, 100, 1);
    ScenarioReport scenario =
        new ScenarioReport(name, name, 8, 1, 10, 1, List.of(tenant), 0, Double.NaN, List.of());
    String dom = open(new ReportData("quiet", name, List.of(scenario)), "", BUILT);
    assertThat(dom).contains("<title>quiet</title>", "&lt;/script&gt;&lt;script&gt;document.title");
    assertThat(dom).contains(BUILT).doesNotContain(FAILED);
  }

  /** What the page became, once it says so by the mark that is waited for. */
  private String open(ReportData data, String query, String mark) throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no browser of " + NAMES + " on the PATH");
    Path page = HtmlReport.write(folder, data);
    String dom = "";
    // On a busy machine the browser's time may be over before it has drawn a frame: with eight
    // other
    // processes on each processor 12 of 30 times, 6 of 30 when its compositor waits and nothing is
    // throttled.
    for (int attempt = 1; attempt <= ATTEMPTS && !isSettled(dom, mark); attempt++) {
      dom = dom(browser.get(), page.toUri() + query, attempt);
    }
    return dom;
  }

  private static boolean isSettled(String dom, String mark) {
    return dom.contains(mark) || dom.contains(FAILED);
  }

  private String dom(Path browser, String address, int attempt) throws Exception {
    Path dom = folder.resolve("dom.html");
    Process process = start(browser, address, dom, attempt);
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("the browser ends").isTrue();
    return Files.readString(dom);
  }

  private Process start(Path browser, String address, Path dom, int attempt) throws IOException {
    return new ProcessBuilder(
            browser.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + folder.resolve("profile" + attempt),
            "--run-all-compositor-stages-before-draw",
            "--disable-background-timer-throttling",
            "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows",
            "--virtual-time-budget=" + 3_000 * attempt,
            "--dump-dom",
            address)
        .redirectOutput(dom.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Optional<Path> browser() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(entry -> NAMES.stream().map(name -> Path.of(entry, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
