package dev.migrator.simulator.trace;

import static dev.migrator.simulator.trace.TraceFormat.AZURE_FUNCTIONS;
import static dev.migrator.simulator.trace.TraceFormat.AZURE_LLM;
import static dev.migrator.simulator.trace.TraceFormat.COUNTS_PER_SECOND;
import static dev.migrator.simulator.trace.TraceFormat.CSV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
  @TempDir Path folder;

  @Test
  void readsCountsPerSecond() {
    assertThat(read(COUNTS_PER_SECOND, "5\n0\n12\n")).containsExactly(5, 0, 12);
  }

  @Test
  void readsALastLineWithoutLineBreakAndWindowsLineBreaks() {
    assertThat(read(COUNTS_PER_SECOND, "5\r\n0\r\n12")).containsExactly(5, 0, 12);
  }

  @Test
  void readsPastAByteOrderMarkAndOneEmptyLastLine() {
    assertThat(read(COUNTS_PER_SECOND, "\uFEFF5\n7\n\n")).containsExactly(5, 7);
  }

  @Test
  void knowsGzipByItsBytesNotItsName() {
    Path packed = TraceFiles.bytes(folder, "counts.txt", TraceFiles.gzipped("1\n2\n"));
    Path plain = TraceFiles.text(folder, "counts.txt.gz", "3\n4\n");

    assertThat(TraceFiles.counts(packed, COUNTS_PER_SECOND)).containsExactly(1, 2);
    assertThat(TraceFiles.counts(plain, COUNTS_PER_SECOND)).containsExactly(3, 4);
  }

  @Test
  void readsCsvWithColumnsInAnyOrderFromItsFirstSecondOn() {
    assertThat(read(CSV, "count,host,second\n4,a,100\n0,b,101\n6,c,102\n"))
        .containsExactly(4, 0, 6);
  }

  @Test
  void fillsGapsInCsvWithZerosWhereToldAndCountsThem() {
    Path file = TraceFiles.text(folder, "t.csv", "second,count\n0,4\n3,6\n4,1\n");

    try (Trace trace = Trace.open(file, CSV, TraceOptions.STRICT.withZeroGaps())) {
      assertThat(TraceFiles.counts(trace)).containsExactly(4, 0, 0, 6, 1);
      assertThat(trace.filled()).isEqualTo(2);
    }
  }

  @Test
  void countsRequestsOfAzureLlmByTheSecondOfTheClock() {
    String rows =
        """
        TIMESTAMP,ContextTokens,GeneratedTokens
        2023-11-16 23:59:58.9799600,4808,10
        2023-11-16 23:59:59.0319600,3180,8
        2023-11-16 23:59:59.0319600,110,27
        2023-11-17 00:00:02.1000000,7,9
        """;

    assertThat(read(AZURE_LLM, rows)).containsExactly(1, 2, 0, 0, 1);
  }

  @Test
  void readsTimesWithZoneAndWithoutFraction() {
    String rows = "Id,TIMESTAMP\n1,2024-05-10T00:00:00Z\n2,2024-05-10 00:00:01.009930+00:00\n";

    assertThat(read(AZURE_LLM, rows)).containsExactly(1, 1);
  }

  @Test
  void sumsAzureFunctionsByMinuteAndSpreadsThemWithinIt() {
    Path file = TraceFiles.text(folder, "f.csv", functions(3, "60,0,6000", "0,0,600"));

    List<Integer> counts = TraceFiles.counts(file, AZURE_FUNCTIONS);

    assertThat(counts).hasSize(180);
    assertThat(sum(counts, 0, 60)).isEqualTo(60);
    assertThat(sum(counts, 60, 120)).isZero();
    assertThat(sum(counts, 120, 180)).isEqualTo(6600);
    assertThat(counts.subList(120, 180)).allSatisfy(c -> assertThat(c).isBetween(60, 160));
    assertThat(counts.subList(0, 60)).isNotEqualTo(java.util.Collections.nCopies(60, 1));
  }

  @Test
  void spreadsTheSameWayForTheSameSeedOnly() {
    Path file = TraceFiles.text(folder, "f.csv", functions(2, "600,700"));

    assertThat(spread(file, 1)).isEqualTo(spread(file, 1)).isNotEqualTo(spread(file, 2));
  }

  @Test
  void readsAFullDayOfAzureFunctions() {
    String row =
        IntStream.rangeClosed(1, 1440).mapToObj(Integer::toString).collect(Collectors.joining(","));
    Path file = TraceFiles.text(folder, "f.csv", functions(1440, row));

    List<Integer> counts = TraceFiles.counts(file, AZURE_FUNCTIONS);

    assertThat(counts).hasSize(86_400);
    assertThat(sum(counts, 0, 86_400)).isEqualTo(1440 * 1441 / 2);
  }

  @Test
  void refusesTextInANumberColumn() {
    refuses(COUNTS_PER_SECOND, "5\nmany\n")
        .hasMessage(
            "%s line 2: count is 'many'; expected a whole number of at least 0. Maybe the file has"
                + " another format.",
            file());
    refuses(COUNTS_PER_SECOND, "count\n5\n").hasMessageEndingWith("Maybe a header: remove it.");
    refuses(CSV, "second,count\n0,x\n")
        .hasMessageStartingWith("%s line 2: count is 'x'; expected a whole number", file());
  }

  @Test
  void refusesNegativeAndBrokenNumbers() {
    refuses(COUNTS_PER_SECOND, "5\n-3\n")
        .hasMessage(
            "%s line 2: count is '-3'; expected a whole number of at least 0. Maybe these are"
                + " differences, not counts.",
            file());
    refuses(COUNTS_PER_SECOND, "5\n2.5\n")
        .hasMessageEndingWith("Maybe these are means, not counts.");
  }

  @Test
  void refusesAnEmptyLineInTheMiddle() {
    refuses(COUNTS_PER_SECOND, "5\n\n6\n")
        .hasMessageContaining("line 2: count is ''")
        .hasMessageEndingWith("Maybe an empty line or column: remove it.");
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    refuses(COUNTS_PER_SECOND, "2147483648\n")
        .hasMessage(
            "%s line 1: count is '2147483648'; expected at most 2147483647. Maybe the columns are"
                + " swapped.",
            file());
    refuses(COUNTS_PER_SECOND, "99999999999999999999\n")
        .hasMessageContaining("expected at most 9223372036854775807");
    assertThat(read(COUNTS_PER_SECOND, "2147483647\n")).containsExactly(Integer.MAX_VALUE);
  }

  @Test
  void refusesSumsThatDoNotFit() {
    refuses(AZURE_FUNCTIONS, functions(1, "2147483647", "1"))
        .hasMessage(
            "%s line 3: sum of minute 1 is 2147483648; expected at most 2147483647. Maybe a column"
                + " holds times instead of counts.",
            file());
  }

  @Test
  void refusesAnotherFormatsFile() {
    refuses(COUNTS_PER_SECOND, "0,5\n1,6\n")
        .hasMessage(
            "%s line 1: line is '0,5'; expected one number a line. Maybe the file has another"
                + " format, for instance csv.",
            file());
  }

  @Test
  void refusesAnEmptyFile() {
    refuses(COUNTS_PER_SECOND, "")
        .hasMessage(
            "%s: is empty; expected at least one second. Maybe it was not written to its end.",
            file());
    refuses(CSV, "").hasMessageContaining("is empty");
    refuses(CSV, "second,count\n").hasMessageContaining("ends after its header");
    refuses(AZURE_LLM, "TIMESTAMP\n").hasMessageContaining("ends after its header");
    refuses(AZURE_FUNCTIONS, "HashApp,1,2\n").hasMessageContaining("ends after its header");
  }

  @Test
  void refusesTruncatedGzip() {
    byte[] whole = TraceFiles.gzipped("12345\n".repeat(1000));
    byte[] half = java.util.Arrays.copyOf(whole, whole.length - 9);
    Path file = TraceFiles.bytes(folder, "t.gz", half);

    assertThatThrownBy(() -> TraceFiles.counts(file, COUNTS_PER_SECOND))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith("%s: the gzip data ends too early, after line ", file)
        .hasMessageEndingWith("Maybe it was copied only in part; fetch it again.");
  }

  @Test
  void refusesAGzipHeaderAlone() {
    Path file = TraceFiles.bytes(folder, "t.gz", new byte[] {0x1f, (byte) 0x8b});

    assertThatThrownBy(() -> TraceFiles.counts(file, COUNTS_PER_SECOND))
        .hasMessageContaining("the gzip data ends too early, after line 0");
  }

  @Test
  void findsDamageBehindThePartThatIsAskedFor() {
    Path damaged = TraceFiles.text(folder, "late", "1\n2\n3\nx\n");

    assertThatThrownBy(() -> Trace.slice(damaged, COUNTS_PER_SECOND, 0, 2, false))
        .hasMessageContaining("line 4: count is 'x'");
  }

  @Test
  void refusesDamagedGzip() {
    byte[] packed = TraceFiles.gzipped("12345\n".repeat(1000));
    packed[packed.length - 6] ^= 0x55;
    Path file = TraceFiles.bytes(folder, "t.gz", packed);

    assertThatThrownBy(() -> TraceFiles.counts(file, COUNTS_PER_SECOND))
        .hasMessageContaining("the gzip data is damaged");
  }

  @Test
  void refusesTimeThatGoesBackwards() {
    refuses(CSV, "second,count\n5,1\n4,1\n")
        .hasMessage(
            "%s line 3: second is 4; expected more than 5, the line before. Maybe the file is not"
                + " sorted, or joins several.",
            file());
    refuses(CSV, "second,count\n5,1\n5,1\n").hasMessageContaining("second is 5; expected more");
    refuses(AZURE_LLM, "TIMESTAMP\n2023-11-16 18:17:03.5000000\n2023-11-16 18:17:03.4000000\n")
        .hasMessage(
            "%s line 3: TIMESTAMP is '2023-11-16 18:17:03.4000000'; expected no time before that of"
                + " the line before. Maybe the file is not sorted by time, or joins several.",
            file());
  }

  @Test
  void refusesGapsInCsv() {
    refuses(CSV, "second,count\n5,1\n8,1\n")
        .hasMessage(
            "%s line 3: second is 8; expected 6, the next one. Maybe seconds without arrivals were"
                + " left out: read it with `gaps: zero`.",
            file());
  }

  @Test
  void refusesTimesThatAreNone() {
    refuses(AZURE_LLM, "TIMESTAMP\n18:17:03\n")
        .hasMessage(
            "%s line 2: TIMESTAMP is '18:17:03'; expected a time like 2023-11-16 18:17:03.9799600."
                + " Maybe the columns are in another order than the header's.",
            file());
    refuses(AZURE_LLM, "TIMESTAMP\n2023-02-30 18:17:03\n").hasMessageContaining("2023-02-30");
    refuses(AZURE_LLM, "TIMESTAMP\n2023-02-20 24:17:03\n").hasMessageContaining("24:17");
    refuses(AZURE_LLM, "TIMESTAMP\n2023-02-20 23:17:03+02:00\n").hasMessageContaining("+02:00");
  }

  @Test
  void refusesAPauseOfMoreThanAYear() {
    Path file = TraceFiles.text(folder, "t.csv", "second,count\n0,1\n31622400,1\n");

    try (Trace trace = Trace.open(file, CSV, TraceOptions.STRICT.withZeroGaps())) {
      assertThatThrownBy(() -> TraceStatistics.of(trace))
          .hasMessageContaining("second is 31622400; expected fewer than 31622400");
    }
  }

  @Test
  void refusesALineThatNeverEnds() {
    refuses(COUNTS_PER_SECOND, "5\n" + "1".repeat(Lines.MAX_LINE_BYTES + 1))
        .hasMessageStartingWith("%s line 2: line is '111", file())
        .hasMessageContaining("expected at most 65536 bytes")
        .hasMessageEndingWith("Maybe this is not a text file of lines.");
  }

  @Test
  void refusesAMissingColumnAndNamesThoseThereAre() {
    refuses(CSV, "time,count\n0,1\n")
        .hasMessage(
            "%s line 1: there is no column second; expected it among the columns, which are time,"
                + " count. Maybe the file has another format, or no header.",
            file());
    refuses(CSV, "time,\u001b[31mred" + "x".repeat(1_000) + "\n0,1\n")
        .hasMessageContaining("which are time, ?[31mred" + "x".repeat(32) + "....")
        .hasMessageNotContaining("\u001b");
    refuses(AZURE_LLM, "time,tokens\n")
        .hasMessageContaining("no column TIMESTAMP")
        .hasMessageContaining("time, tokens");
    refuses(AZURE_FUNCTIONS, "HashOwner,HashApp\n").hasMessageContaining("no column 1;");
    refuses(AZURE_FUNCTIONS, "HashOwner,1,2,4\n").hasMessageContaining("no column 3;");
  }

  @Test
  void refusesALineThatWasCutOff() {
    refuses(CSV, "second,count\n0\n")
        .hasMessage(
            "%s line 2: line is '0'; expected a column count. Maybe the line was cut off.", file());
    refuses(AZURE_FUNCTIONS, functions(3, "1,2"))
        .hasMessageContaining("number of minutes is 2; expected 3");
  }

  @Test
  void namesTheNearestFilesWhereOneIsMissing() {
    TraceFiles.text(folder, "twitter.txt.gz", "1\n");
    TraceFiles.text(folder, "unrelated-name.bin", "1\n");

    assertThatThrownBy(() -> Trace.open(folder.resolve("twiter.txt.gz"), COUNTS_PER_SECOND))
        .isInstanceOf(TraceException.class)
        .hasMessage(
            "%s: there is no such file in %s. Maybe twitter.txt.gz?",
            folder.resolve("twiter.txt.gz"), folder);
  }

  @Test
  void saysWhereItLookedIfTheFolderIsMissingToo() {
    Path missing = folder.resolve("nowhere").resolve("t.txt");

    assertThatThrownBy(() -> Trace.open(missing, COUNTS_PER_SECOND))
        .hasMessageStartingWith(
            "%s: there is no such file, nor its folder %s.", missing, missing.getParent());
    assertThatThrownBy(() -> Trace.open(folder, COUNTS_PER_SECOND))
        .hasMessageContaining("is a folder");
  }

  @Test
  void findsFormatsByTheirOutsideNames() {
    for (TraceFormat format : TraceFormat.values()) {
      assertThat(TraceFormat.named(format.outsideName())).isEqualTo(format);
    }
    assertThatThrownBy(() -> TraceFormat.named("azure-lm"))
        .hasMessage(
            "trace: format is 'azure-lm'; expected one of counts-per-second, csv, azure-llm,"
                + " azure-functions. Maybe azure-llm?");
  }

  @Test
  void slices() {
    Path file = TraceFiles.text(folder, "t", "10\n11\n12\n13\n14\n");

    assertThat(Trace.slice(file, COUNTS_PER_SECOND, 1, 3, false)).containsExactly(11, 12, 13);
    assertThat(Trace.slice(file, COUNTS_PER_SECOND, 3, 2, false)).containsExactly(13, 14);
  }

  @Test
  void repeatsATraceThatIsTooShortIfAllowed() {
    Path file = TraceFiles.text(folder, "t", "10\n11\n12\n");

    assertThat(Trace.slice(file, COUNTS_PER_SECOND, 1, 7, true))
        .containsExactly(11, 12, 10, 11, 12, 10, 11);
    assertThat(Trace.slice(file, COUNTS_PER_SECOND, 11, 2, true)).containsExactly(12, 10);
  }

  @Test
  void refusesASliceBehindTheEnd() {
    Path file = TraceFiles.text(folder, "t", "10\n11\n12\n");

    assertThatThrownBy(() -> Trace.slice(file, COUNTS_PER_SECOND, 2, 4, false))
        .isInstanceOf(TraceException.class)
        .hasMessage(
            "%s: holds 3 seconds; the 4 seconds from second 2 on were asked for. Maybe `repeat:"
                + " true`, or another offset.",
            file);
    assertThatThrownBy(() -> Trace.slice(file, COUNTS_PER_SECOND, -1, 4, false))
        .hasMessageContaining("from second is -1; expected at least 0");
    assertThatThrownBy(() -> Trace.slice(file, COUNTS_PER_SECOND, 0, 0, false))
        .hasMessageContaining("seconds is 0; expected at least 1");
  }

  @Test
  void sectionsCountFromZero() {
    assertThat(TraceFiles.counts(Trace.of(1, 2, 3, 4).section(1, 2))).containsExactly(2, 3);
    assertThat(TraceFiles.counts(Trace.of(1, 2, 3, 4).section(2, 99))).containsExactly(3, 4);
    assertThatThrownBy(() -> TraceFiles.counts(Trace.of(1, 2).section(2, 1)))
        .hasMessageContaining("holds 2 seconds; expected more than 2");
  }

  @Test
  void writtenTracesReadTheSame() {
    int[] counts = {3, 0, 7, Integer.MAX_VALUE};
    for (String name : List.of("out.txt", "out.txt.gz")) {
      for (TraceFormat format : List.of(COUNTS_PER_SECOND, CSV)) {
        Path file = folder.resolve(name);
        assertThat(TraceWriter.write(Trace.of(counts), format, file)).isEqualTo(4);
        assertThat(TraceFiles.counts(file, format)).containsExactly(3, 0, 7, Integer.MAX_VALUE);
      }
    }
  }

  @Test
  void leavesNothingHalfWritten() throws Exception {
    Path damaged = TraceFiles.text(folder, "in", "1\n2\nx\n");
    Path out = TraceFiles.text(folder, "out", "what was there");

    try (Trace trace = Trace.open(damaged, COUNTS_PER_SECOND)) {
      assertThatThrownBy(() -> TraceWriter.write(trace, CSV, out))
          .isInstanceOf(TraceException.class);
    }

    assertThat(out).hasContent("what was there");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(damaged, out);
    }
  }

  @Test
  void refusesToWriteFormatsThatAreOnlyRead() {
    assertThatThrownBy(() -> TraceWriter.write(Trace.of(1), AZURE_LLM, folder.resolve("out")))
        .hasMessageContaining("format to write is azure-llm; expected counts-per-second or csv");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void saysSoIfTheFileCannotBeWritten() {
    assertThatThrownBy(
            () -> TraceWriter.write(Trace.of(1), CSV, folder.resolve("no").resolve("out")))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("Maybe its folder does not exist");
  }

  private Path file() {
    return folder.resolve("trace");
  }

  private List<Integer> read(TraceFormat format, String text) {
    return TraceFiles.counts(TraceFiles.text(folder, "trace", text), format);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refuses(
      TraceFormat format, String text) {
    return assertThatThrownBy(() -> read(format, text)).isInstanceOf(TraceException.class);
  }

  private static List<Integer> spread(Path file, long seed) {
    try (Trace trace = Trace.open(file, AZURE_FUNCTIONS, TraceOptions.STRICT.withSeed(seed))) {
      return TraceFiles.counts(trace);
    }
  }

  private static String functions(int minutes, String... rows) {
    StringBuilder text = new StringBuilder("HashOwner,HashApp,HashFunction,Trigger");
    for (int minute = 1; minute <= minutes; minute++) {
      text.append(',').append(minute);
    }
    for (String row : rows) {
      text.append("\no,a,f,http,").append(row);
    }
    return text.append('\n').toString();
  }

  private static int sum(List<Integer> counts, int from, int to) {
    return counts.subList(from, to).stream().mapToInt(Integer::intValue).sum();
  }
}
