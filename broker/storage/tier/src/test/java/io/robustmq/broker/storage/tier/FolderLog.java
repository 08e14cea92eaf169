package io.robustmq.broker.storage.tier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log that has but sealed segments: files {@code BASEOFFSET.log}, and {@code BASEOFFSET.remote} for those that lie
 * elsewhere. What is in the folder is all it knows, so a new one over the same folder is the old one after a crash.
 */
final class FolderLog implements TieredLog {
    private final Path folder;
    private final Runnable beforeEachStep;

    /** @param beforeEachStep may throw: then the process has ended there */
    FolderLog(Path folder, Runnable beforeEachStep) {
        this.folder = folder;
        this.beforeEachStep = beforeEachStep;
    }

    void write(long baseOffset, byte[] content) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(baseOffset + ".log"), content);
    }

    /** Lets a segment go, wherever it is. */
    void drop(long baseOffset) throws IOException {
        Files.deleteIfExists(folder.resolve(baseOffset + ".log"));
        Files.deleteIfExists(folder.resolve(baseOffset + ".remote"));
    }

    byte[] read(long baseOffset, Tier tier) throws IOException {
        Path remote = folder.resolve(baseOffset + ".remote");
        if (!Files.exists(remote)) {
            return Files.readAllBytes(folder.resolve(baseOffset + ".log"));
        }
        RemoteSegment segment = tier.segment(Place.parse(Files.readString(remote)));
        ByteBuffer bytes = ByteBuffer.allocate((int) segment.sizeBytes());
        segment.read(bytes, 0);
        return bytes.array();
    }

    @Override
    public int shard() {
        return 3;
    }

    @Override
    public List<Sealed> sealed() {
        return names(".log").stream()
                .map(base ->
                        new Sealed(base, folder.resolve(base + ".log").toFile().length(), base))
                .toList();
    }

    @Override
    public @Nullable Held hold(long baseOffset) {
        FileChannel file;
        try {
            file = FileChannel.open(folder.resolve(baseOffset + ".log"));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Held() {
            @Override
            public int read(ByteBuffer to, long position) throws IOException {
                int read = 0;
                while (to.hasRemaining()) {
                    int some = file.read(to, position + read);
                    if (some < 0) {
                        break;
                    }
                    read += some;
                }
                return read;
            }

            @Override
            public void close() {
                try {
                    file.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Override
    public List<Place> elsewhere() {
        List<Place> places = new ArrayList<>();
        for (long base : names(".remote")) {
            try {
                places.add(Place.parse(Files.readString(folder.resolve(base + ".remote"))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return places;
    }

    @Override
    public boolean liesElsewhere(long baseOffset, Place place) throws IOException {
        Path local = folder.resolve(baseOffset + ".log");
        if (!Files.exists(local)) {
            return false; // let go meanwhile
        }
        beforeEachStep.run();
        Path unfinished = folder.resolve(baseOffset + ".unfinished");
        Files.writeString(unfinished, place.text());
        beforeEachStep.run();
        Files.move(unfinished, folder.resolve(baseOffset + ".remote"), StandardCopyOption.ATOMIC_MOVE);
        beforeEachStep.run();
        Files.delete(local);
        beforeEachStep.run();
        return true;
    }

    private List<Long> names(String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> Long.parseLong(name.substring(0, name.length() - suffix.length())))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
