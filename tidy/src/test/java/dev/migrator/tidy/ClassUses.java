package dev.migrator.tidy;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a compiled class uses, read from its constant pool: types in code, signatures, annotations
 * and generics, and the members it calls or reads. Constants that the compiler copied in are not
 * seen.
 *
 * @param name of the class, with dots
 * @param types used, with dots, without arrays
 * @param members used, as {@code type.name} and, for calls, {@code type.name(descriptor)}
 */
record ClassUses(String name, SortedSet<String> types, SortedSet<String> members) {
  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

  /** Reads a class file. */
  static ClassUses of(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    SortedSet<String> types = new TreeSet<>();
    SortedSet<String> members = new TreeSet<>();
    Set<Utf8Entry> texts = textsOfTheProgram(model);
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> types.addAll(typesIn(asDescriptor(type)));
        case MemberRefEntry member -> members.addAll(namesOf(member));
        case Utf8Entry text when !texts.contains(text) -> types.addAll(typesIn(text.stringValue()));
        default -> {}
      }
    }
    return new ClassUses(dotted(model.thisClass().asInternalName()), types, members);
  }

  /** The package of a class, given its name with dots. */
  static String packageOf(String type) {
    return type.substring(0, Math.max(0, type.lastIndexOf('.')));
  }

  // A text that the program prints may look like a descriptor, and is none.
  private static Set<Utf8Entry> textsOfTheProgram(ClassModel model) {
    Set<Utf8Entry> texts = new HashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof StringEntry string) {
        texts.add(string.utf8());
      }
    }
    return texts;
  }

  private static Set<String> namesOf(MemberRefEntry member) {
    String name = dotted(member.owner().asInternalName()) + "." + member.name().stringValue();
    String descriptor = member.type().stringValue();
    return descriptor.startsWith("(") ? Set.of(name, name + descriptor) : Set.of(name);
  }

  private static String asDescriptor(ClassEntry type) {
    String name = type.asInternalName();
    return name.startsWith("[") ? name : "L" + name + ";";
  }

  private static SortedSet<String> typesIn(String text) {
    SortedSet<String> found = new TreeSet<>();
    Matcher matcher = IN_DESCRIPTOR.matcher(text);
    while (matcher.find()) {
      found.add(dotted(matcher.group(1)));
    }
    return found;
  }

  private static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }
}
