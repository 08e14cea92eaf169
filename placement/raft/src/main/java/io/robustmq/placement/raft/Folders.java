package io.robustmq.placement.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What is done to folders and small files so that a crash finds either the old or the new. */
public final class Folders {

    private Folders() {}

    /** Deletes a folder and all in it; nothing if it is not there. */
    public static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException fault) throws IOException {
                if (fault != null) {
                    throw fault;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Deletes a folder and all in it at once: after a crash it is whole or gone, and never a part of what it was. What a crash leaves beside it,
     * under another name, goes the next time.
     */
    public static void remove(Path tree) throws IOException {
        Path gone = tree.resolveSibling(tree.getFileName() + ".gone");
        delete(gone);
        if (Files.exists(tree)) {
            Files.move(tree, gone, StandardCopyOption.ATOMIC_MOVE);
            delete(gone);
        }
    }

    /**
     * Puts copies of some files, on disk when this returns, in the place of a folder and all in it: after a crash it is as it was, or gone,
     * or as it is to be.
     */
    public static void become(Path folder, Iterable<Path> files) throws IOException {
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        delete(part);
        Files.createDirectories(part);
        for (Path file : files) {
            Path copy = part.resolve(file.getFileName());
            Files.copy(file, copy);
            try (FileChannel content = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                content.force(true);
            }
        }
        force(part);
        remove(folder);
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            force(parent);
        }
    }

    /** Sees to it that the names in a folder survive a crash. */
    public static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Replaces a small file: after a crash it holds the old text or the new. */
    public static void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel content = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                content.write(bytes);
            }
            content.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            force(parent);
        }
    }
}
