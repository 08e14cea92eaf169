package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder as an object store: each object a file below it, written under another name, brought to disk, and then given its
 * own. What a crash leaves under the other name is listed like an object. The folder itself must be there and is never made:
 * where a disk is not mounted, nothing is written to the one below. Two threads do the work; at most 10,000 things wait for
 * them.
 */
final class FolderObjectStore implements ObjectStore {
    private static final int THREADS = 2;
    private static final int WAITING = 10_000;
    private static final String UNFINISHED = ".unfinished";

    private final Path folder;
    private final ExecutorService threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("storage-tier-folder-", 0).factory());

    FolderObjectStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public CompletionStage<Boolean> putNew(String name, byte[] content) {
        return ask(() -> {
            Path file = folder.resolve(name);
            Path unfinished = write(name, content);
            try {
                Files.createLink(file, unfinished);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(unfinished);
                sync(parent(file));
            }
        });
    }

    @Override
    public CompletionStage<Void> put(String name, byte[] content) {
        return ask(() -> {
            Path file = folder.resolve(name);
            Files.move(write(name, content), file, StandardCopyOption.ATOMIC_MOVE);
            sync(parent(file));
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String name) {
        return ask(() -> {
            try {
                return Optional.of(Files.readAllBytes(folder.resolve(name)));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public CompletionStage<byte[]> get(String name, long position, int length) {
        return ask(() -> {
            try (FileChannel file = open(name)) {
                int there = Math.clamp(file.size() - position, 0, length);
                ByteBuffer bytes = ByteBuffer.allocate(there);
                while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) > 0) {
                    // goes on
                }
                return bytes.array();
            }
        });
    }

    @Override
    public CompletionStage<List<Listed>> list(String prefix, String after, int most) {
        return ask(() -> {
            Path top = folder.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
            if (!Files.isDirectory(top)) {
                return List.of();
            }
            try (Stream<Path> files = Files.walk(top)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> new Listed(
                                folder.relativize(file).toString(),
                                file.toFile().length()))
                        .filter(object -> object.name().startsWith(prefix)
                                && object.name().compareTo(after) > 0)
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .limit(most)
                        .toList();
            }
        });
    }

    @Override
    public CompletionStage<Void> delete(List<String> names) {
        return ask(() -> {
            for (String name : names) {
                Path file = folder.resolve(name);
                Files.deleteIfExists(file);
                deleteEmptyFoldersFrom(parent(file));
            }
            return null;
        });
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    @Override
    public String toString() {
        return "folder " + folder;
    }

    private FileChannel open(String name) throws IOException {
        try {
            return FileChannel.open(folder.resolve(name));
        } catch (NoSuchFileException e) {
            Path top = folder.resolve(Path.of(name).getName(0));
            if (Files.isDirectory(top)) {
                throw new StorageException(
                        Kind.FAILED, "the file " + name + " is not in " + this + " any more: put it back", e);
            }
            throw new IOException(top + " is not there: is its disk mounted?", e);
        }
    }

    private Path write(String name, byte[] content) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("it is not there: is its disk mounted?");
        }
        Path unfinished = folder.resolve(name + UNFINISHED);
        Files.createDirectories(parent(unfinished));
        try (FileChannel file = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        return unfinished;
    }

    /** Makes the names in a folder outlive a crash, and those of the folders that may have been made for it. */
    private void sync(Path from) throws IOException {
        for (Path at = from; at.startsWith(folder); at = parent(at)) {
            try (FileChannel directory = FileChannel.open(at)) {
                directory.force(true);
            }
        }
    }

    private void deleteEmptyFoldersFrom(Path from) throws IOException {
        for (Path at = from; at.startsWith(folder) && !at.equals(folder) && Files.isDirectory(at); at = parent(at)) {
            try (Stream<Path> left = Files.list(at)) {
                if (left.findAny().isPresent()) {
                    return;
                }
            }
            Files.deleteIfExists(at);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file.resolve("..") : parent;
    }

    private <T> CompletionStage<T> ask(Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(work.call());
                } catch (StorageException e) {
                    answer.completeExceptionally(e);
                } catch (Exception e) {
                    answer.completeExceptionally(new StorageException(
                            Kind.UNAVAILABLE, "The " + this + " does not do it: " + StorageFailures.says(e), e));
                }
            });
        } catch (java.util.concurrent.RejectedExecutionException e) {
            answer.completeExceptionally(
                    new StorageException(Kind.UNAVAILABLE, "The " + this + " has too much to do, or is closed", e));
        }
        return answer;
    }
}
