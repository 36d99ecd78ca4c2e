package dev.migrator.app.scenario;

/** Names, which stand in tables and on terminals. */
final class Named {
  private Named() {}

  /** What something is called by its key {@code name}. */
  static String in(Fields fields) {
    String name = fields.required("name", Value.TEXT);
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw fields
          .where("name")
          .wrong(
              "'" + name.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "?") + "'",
              "a name without line breaks and other control characters");
    }
    return name;
  }
}
