package dev.migrator.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of the page: a template with style, script and data put in. */
final class Page {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final List<String> SCRIPTS =
      List.of(
          "dom.js",
          "theme.js",
          "finding.js",
          "comparison.js",
          "overview.js",
          "view.js",
          "slices.js",
          "series.js",
          "stage.js",
          "page.js");

  private Page() {}

  static String of(ReportData data) {
    String script = script();
    return fill(
        resource("page.html"),
        Map.of(
            "title", escaped(data.title()),
            "style", resource("page.css"),
            "script", script,
            "scriptHash", hash(script),
            "data", json(data)));
  }

  /** One function around all scripts, so that they share names with each other and nobody else. */
  private static String script() {
    return SCRIPTS.stream()
        .map(Page::resource)
        .collect(Collectors.joining("\n", "(() => {\n'use strict';\n", "\n})();\n"));
  }

  /** Fills all holes in one pass: what is put in is never searched for holes. */
  private static String fill(String template, Map<String, String> values) {
    return HOLE.matcher(template)
        .replaceAll(hole -> Matcher.quoteReplacement(values.getOrDefault(hole.group(1), "")));
  }

  /** Without any {@code <}, so that no text in it can end the script element or open a comment. */
  private static String json(ReportData data) {
    try {
      return JSON.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The page's security policy lets this script run and no other. */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      Objects.requireNonNull(in, () -> "resource " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
