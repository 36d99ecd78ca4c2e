package dev.migrator.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What no file may say: marks of unfinished work, paths of one machine, addresses of package
 * registries. The patterns are written so that they do not find themselves.
 */
final class Words {
  private static final Map<String, Pattern> FORBIDDEN =
      Map.of(
          "a mark of unfinished work", Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
          "a path of one machine",
              Pattern.compile("(?<![\\w.~$}*-])/(home|root|work|Users|tmp/wt)/+[\\w.-]"),
          "the address of a package registry",
              Pattern.compile("https?://(repo|registry|proxy|deb|files|static|index)[0-9]?\\."));

  private Words() {}

  /** What a file says and must not, with file and line. */
  static List<String> brokenBy(String file, String text) {
    List<String> faults = new ArrayList<>();
    FORBIDDEN.forEach(
        (what, pattern) -> {
          Matcher matcher = pattern.matcher(text);
          while (matcher.find()) {
            faults.add(
                file + ":" + line(text, matcher.start()) + ": " + what + ": " + matcher.group());
          }
        });
    return faults;
  }

  private static long line(String text, int offset) {
    return 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
