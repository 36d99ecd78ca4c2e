package dev.migrator.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What the JDK's own parser sees in a Java file. */
final class JavaSource {
  /** A number with a fraction, or with its digits in groups. */
  private static final Pattern LOCAL =
      Pattern.compile("%(?:\\d+\\$)?[-+ 0(#]*\\d*(?:\\.\\d+[feEgG]|[feEgG]|,)");

  private JavaSource() {}

  /** The public types at the top level of a file that have no Javadoc. */
  static List<String> undocumentedTypes(String text) {
    JavacTask task = task(text);
    List<String> types = new ArrayList<>();
    for (CompilationUnitTree unit : parse(task)) {
      for (Tree type : unit.getTypeDecls()) {
        if (type instanceof ClassTree named && isPublic(named) && !hasJavadoc(task, unit, named)) {
          types.add(named.getSimpleName().toString());
        }
      }
    }
    return types;
  }

  /**
   * The texts that are formatted with a fraction or with groups of digits in whatever way is usual
   * where the program runs: {@code "%.2f".formatted(x)} is "0,50" in some countries, which no
   * parser takes.
   */
  static List<String> textsOfAnyLocale(String text) {
    List<String> found = new ArrayList<>();
    for (CompilationUnitTree unit : parse(task(text))) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
          if (call.getMethodSelect() instanceof MemberSelectTree select) {
            formatOf(select, call.getArguments())
                .filter(format -> LOCAL.matcher(format.replace("%%", "")).find())
                .ifPresent(found::add);
          }
          return super.visitMethodInvocation(call, none);
        }
      }.scan(unit, null);
    }
    return found;
  }

  /** What a call formats by, if it does so without being told a locale. */
  private static Optional<String> formatOf(
      MemberSelectTree select, List<? extends ExpressionTree> arguments) {
    return switch (select.getIdentifier().toString()) {
      case "formatted" -> Optional.of(select.getExpression().toString());
      case "format", "printf" ->
          arguments.stream().findFirst().map(Object::toString).filter(a -> a.startsWith("\""));
      default -> Optional.empty();
    };
  }

  private static boolean isPublic(ClassTree type) {
    return type.getModifiers().getFlags().contains(Modifier.PUBLIC);
  }

  private static boolean hasJavadoc(JavacTask task, CompilationUnitTree unit, ClassTree type) {
    String doc = DocTrees.instance(task).getDocComment(TreePath.getPath(unit, type));
    return doc != null && !doc.isBlank();
  }

  private static JavacTask task(String text) {
    return (JavacTask)
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, null, List.of("-proc:none"), null, List.of(inMemory(text)));
  }

  private static Iterable<? extends CompilationUnitTree> parse(JavacTask task) {
    try {
      return task.parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaFileObject inMemory(String text) {
    return new SimpleJavaFileObject(
        URI.create("memory:///Source.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
