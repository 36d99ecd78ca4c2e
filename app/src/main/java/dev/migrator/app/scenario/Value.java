package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Node.Kind;
import dev.migrator.app.scenario.Node.Scalar;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of single value: how it is read, and how errors describe it.
 *
 * @param expected in words, {@code a duration above 0 such as 100ms}
 * @param reader empty if the value is not of this kind
 * @param hint a sentence for a likely mistake, or nothing
 */
record Value<T>(
    String expected, Function<Scalar, Optional<T>> reader, Function<Scalar, String> hint) {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(us|ms|s|min|h)");
  private static final Pattern RATE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?/ ?(s|min|h)");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(?:\\.[0-9]+)?");
  private static final double LONGEST_SECONDS = 366 * 86_400;

  /** Text that is not blank. */
  static final Value<String> TEXT =
      new Value<>(
          "a text",
          s -> Optional.of(s.text()).filter(text -> s.kind() == Kind.TEXT && !text.isBlank()),
          s -> isOf(s, Kind.NUMBER, Kind.FLAG) ? "Maybe '%s' in quotes?".formatted(s.text()) : "");

  /** {@code true} or {@code false}. */
  static final Value<Boolean> FLAG =
      new Value<>(
          "true or false",
          s -> Optional.of(s.text().equals("true")).filter(_ -> s.kind() == Kind.FLAG),
          _ -> "");

  /** Any whole number. */
  static final Value<Long> SEED = whole("a whole number", Long.MIN_VALUE, Long.MAX_VALUE);

  /** A whole number within these bounds. */
  static Value<Long> whole(long least, long most) {
    return whole("a whole number from %d to %d".formatted(least, most), least, most);
  }

  /** A number above 0. */
  static Value<Double> positive() {
    return number("a number above 0", value -> value > 0);
  }

  /** How much a tenant counts beside others. */
  static Value<Double> weight() {
    return number(0.000001, 1_000_000);
  }

  /** A number from {@code least} to {@code most}. */
  static Value<Double> number(double least, double most) {
    return number(
        "a number from %s to %s".formatted(plain(least), plain(most)),
        value -> value >= least && value <= most);
  }

  /** A duration above 0. */
  static Value<Duration> positiveDuration() {
    return duration("a duration above 0 such as 200s, 100ms or 2min", d -> d.isPositive());
  }

  /** A duration of at least 0. */
  static Value<Duration> duration() {
    return duration("a duration such as 5.5s, 100ms or 2min", _ -> true);
  }

  /** Requests per second, at least 0. */
  static Value<Double> rate() {
    return new Value<>(
        "a rate of at least 0 such as 120/s",
        s -> match(RATE, s).map(m -> Double.parseDouble(m.group(1)) / secondsOf(m.group(2))),
        s -> isPlainNumber(s) ? "Maybe `%s/s`?".formatted(s.text()) : "");
  }

  /** The value of that node. */
  T of(Node node) {
    if (!(node instanceof Scalar scalar)) {
      throw node.where().wrong(node.shown(), expected);
    }
    return reader
        .apply(scalar)
        .orElseThrow(() -> scalar.where().wrong(scalar.shown(), expected, hint.apply(scalar)));
  }

  private static Value<Long> whole(String expected, long least, long most) {
    return new Value<>(
        expected,
        s -> decimal(s).flatMap(Value::exact).filter(v -> v >= least && v <= most),
        Value::quotesHint);
  }

  private static Value<Double> number(String expected, Predicate<Double> fits) {
    return new Value<>(
        expected,
        s -> decimal(s).map(BigDecimal::doubleValue).filter(Double::isFinite).filter(fits),
        Value::quotesHint);
  }

  private static Value<Duration> duration(String expected, Predicate<Duration> fits) {
    return new Value<>(
        expected,
        s -> match(DURATION, s).flatMap(Value::length).filter(fits),
        s -> isPlainNumber(s) ? "Maybe `%ss`?".formatted(s.text()) : "");
  }

  private static Optional<Duration> length(Matcher match) {
    double seconds = Double.parseDouble(match.group(1)) * secondsOf(match.group(2));
    return Optional.of(seconds)
        .filter(s -> s <= LONGEST_SECONDS)
        .map(s -> Duration.ofNanos(Math.round(s * 1e9)));
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "us" -> 1e-6;
      case "ms" -> 1e-3;
      case "min" -> 60;
      case "h" -> 3_600;
      default -> 1;
    };
  }

  private static Optional<BigDecimal> decimal(Scalar scalar) {
    try {
      return scalar.kind() == Kind.NUMBER
          ? Optional.of(new BigDecimal(scalar.text().replace("_", "")))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> exact(BigDecimal number) {
    try {
      return Optional.of(number.longValueExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Matcher> match(Pattern pattern, Scalar scalar) {
    return Optional.of(pattern.matcher(scalar.text().strip())).filter(Matcher::matches);
  }

  private static boolean isPlainNumber(Scalar scalar) {
    return NUMBER.matcher(scalar.text()).matches() && !scalar.text().startsWith("-");
  }

  private static String quotesHint(Scalar scalar) {
    boolean quoted = scalar.kind() == Kind.TEXT && NUMBER.matcher(scalar.text()).matches();
    return quoted ? "Maybe without the quotes?" : "";
  }

  private static boolean isOf(Scalar scalar, Kind one, Kind other) {
    return scalar.kind() == one || scalar.kind() == other;
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
