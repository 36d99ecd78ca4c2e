package dev.migrator.core.model;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of instances that the loop creates: {@code t41-3g.40gb@0}, to be created in slot 41. */
public final class InstanceName {
  private static final Pattern NAME = Pattern.compile("t(\\d{1,18})-.*");

  private InstanceName() {}

  /** The name of an instance that is to be created in that slot, there. */
  public static String of(long slot, Placement placement) {
    return "t%d-%s".formatted(slot, placement);
  }

  /** The slot in which it was to be created; empty if it was not the loop that named it. */
  public static OptionalLong slot(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
