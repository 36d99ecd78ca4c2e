package dev.migrator.tidy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links and pictures in a Markdown text, outside of code. */
final class MarkdownLinks {
  private static final Pattern CODE =
      Pattern.compile("^(```|~~~).*?^\\1|`[^`\n]*`", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK =
      Pattern.compile(
          "\\]\\(\\s*<?([^)>\\s]+)|^\\s*\\[[^\\]]+\\]:\\s*(\\S+)|(?:src|srcset|href)=\"([^\"]+)\"",
          Pattern.MULTILINE);
  private static final Pattern ELSEWHERE = Pattern.compile("^([a-z][a-z0-9+.-]*:|//|#).*");

  private MarkdownLinks() {}

  /** The paths, from the project's root, that a document at {@code file} links to. */
  static List<String> paths(String file, String text) {
    Path folder = Path.of("/" + file).getParent();
    List<String> paths = new ArrayList<>();
    Matcher matcher = LINK.matcher(CODE.matcher(text).replaceAll(""));
    while (matcher.find()) {
      String link = firstGroup(matcher);
      if (!ELSEWHERE.matcher(link).matches()) {
        Path target = folder.resolve(link.replaceFirst("[#?].*", "").replace("%20", " "));
        paths.add(target.normalize().toString().substring(1));
      }
    }
    return paths;
  }

  private static String firstGroup(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    throw new IllegalStateException("a pattern without its group");
  }
}
