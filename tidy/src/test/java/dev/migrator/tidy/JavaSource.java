package dev.migrator.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What the JDK's own parser sees in a Java file. */
final class JavaSource {
  private JavaSource() {}

  /** The public types at the top level of a file that have no Javadoc. */
  static List<String> undocumentedTypes(String text) {
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, List.of(inMemory(text)));
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

  private static boolean isPublic(ClassTree type) {
    return type.getModifiers().getFlags().contains(Modifier.PUBLIC);
  }

  private static boolean hasJavadoc(JavacTask task, CompilationUnitTree unit, ClassTree type) {
    String doc = DocTrees.instance(task).getDocComment(TreePath.getPath(unit, type));
    return doc != null && !doc.isBlank();
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
