package io.robustmq.config.testkit;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** The Javadoc of one source file as Markdown: by the names of its types, methods and fields, in their order. */
final class JavadocOf {

    private JavadocOf() {}

    static Map<String, String> file(Path source) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            Map<String, String> docs = new LinkedHashMap<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(DocTrees.instance(task), docs).scan(unit, null);
            }
            return docs;
        }
    }

    /** Code and links become code in backticks, the lines of a paragraph one line. */
    static String markdown(String javadoc) {
        return javadoc.strip()
                .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
                .replaceAll("\\{@link\\s+#?([^}]*)}", "`$1`")
                .replaceAll("\\s*<p>\\s*", "\u0000")
                .replaceAll("\\s+", " ")
                .replace("\u0000", "\n\n");
    }

    private static final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final Map<String, String> docs;

        Reader(DocTrees trees, Map<String, String> docs) {
            this.trees = trees;
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            put(type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            put(method.getName().toString());
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void nothing) {
            put(field.getName().toString());
            return null;
        }

        private void put(String name) {
            TreePath path = getCurrentPath();
            Tree parent = path.getParentPath().getLeaf();
            String doc = trees.getDocComment(path);
            boolean inNestedType = parent instanceof ClassTree
                    && path.getParentPath().getParentPath().getLeaf() instanceof ClassTree;
            if (doc != null && !inNestedType) {
                docs.put(name, markdown(doc));
            }
        }
    }
}
