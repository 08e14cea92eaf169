package io.robustmq.journal.storage.simulation;

import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A folder in memory that fails, fills and loses power on command. Names made, changed and taken out are safe after a sync of
 * the folder; before, some of them are, in order. Thread-safe.
 */
public final class SimulatedFolder implements LogFolder {
    private final Map<String, SimulatedFile> seen = new LinkedHashMap<>();
    private final Map<String, SimulatedFile> onDisk = new LinkedHashMap<>();
    private final List<Consumer<Map<String, SimulatedFile>>> notSynced = new ArrayList<>();
    private final Map<String, Integer> syncs = new TreeMap<>();

    /** Changes until the power fails. */
    private long stepsLeft = Long.MAX_VALUE;

    /** How large all files together may get. */
    private long capacity = Long.MAX_VALUE;

    private int failingSyncs;
    private int failingWrites;

    // ---- commands

    /** The power fails before so many further changes of the disk are done; the last one may be done half. */
    public synchronized void losePowerAfter(long steps) {
        stepsLeft = steps;
    }

    public synchronized boolean hasPower() {
        return stepsLeft > 0;
    }

    public synchronized void limitTo(long bytes) {
        capacity = bytes;
    }

    public synchronized void failNextSyncs(int count) {
        failingSyncs = count;
    }

    public synchronized void failNextWrites(int count) {
        failingWrites = count;
    }

    public synchronized long usedBytes() {
        return seen.values().stream().mapToLong(SimulatedFile::size).sum();
    }

    /** How often files were synced. */
    public synchronized int syncs() {
        return syncs.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized void flip(String name, int position, int mask) {
        file(name).flip(position, mask);
    }

    public synchronized void cut(String name, int size) {
        file(name).resize(size);
        file(name).sync();
    }

    /** Overwrites part of a file, on disk as well. */
    public synchronized void overwrite(String name, byte[] bytes, int position) {
        file(name).write(bytes, bytes.length, position);
        file(name).sync();
    }

    public synchronized byte[] content(String name) {
        return file(name).content();
    }

    private SimulatedFile file(String name) {
        SimulatedFile file = seen.get(name);
        if (file == null) {
            throw new IllegalArgumentException("No file " + name);
        }
        return file;
    }

    /** What is found when the power is back. */
    public synchronized SimulatedFolder afterPowerLoss(Random random) {
        int done = random.nextInt(notSynced.size() + 1);
        notSynced.subList(0, done).forEach(change -> change.accept(onDisk));
        SimulatedFolder after = new SimulatedFolder();
        Map<SimulatedFile, SimulatedFile> kept = new LinkedHashMap<>();
        onDisk.forEach(
                (name, file) -> after.seen.put(name, kept.computeIfAbsent(file, lost -> lost.afterPowerLoss(random))));
        after.onDisk.putAll(after.seen);
        return after;
    }

    /** What is found after the process was killed: all that was written. */
    public synchronized SimulatedFolder afterKill() {
        SimulatedFolder after = new SimulatedFolder();
        after.seen.putAll(seen);
        after.onDisk.putAll(seen);
        return after;
    }

    // ---- the folder

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(seen.keySet());
    }

    private void step() throws IOException {
        if (stepsLeft <= 0 || --stepsLeft == 0) {
            throw new IOException("The power is out");
        }
    }

    private synchronized void change(Consumer<Map<String, SimulatedFile>> change) throws IOException {
        step();
        change.accept(seen);
        notSynced.add(change);
    }

    @Override
    public synchronized LogFile create(String name) throws IOException {
        SimulatedFile file = new SimulatedFile();
        change(names -> names.put(name, file));
        return new Handle(name, file);
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        SimulatedFile file = seen.get(name);
        if (file == null) {
            throw new IOException("No file " + name);
        }
        return new Handle(name, file);
    }

    @Override
    public void delete(String name) throws IOException {
        change(names -> names.remove(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        if (!seen.containsKey(from)) {
            throw new IOException("No file " + from);
        }
        change(names -> {
            SimulatedFile file = names.remove(from);
            if (file != null) {
                names.put(to, file);
            }
        });
    }

    @Override
    public synchronized void sync() throws IOException {
        step();
        onDisk.clear();
        onDisk.putAll(seen);
        notSynced.clear();
    }

    @Override
    public void close() {}

    private final class Handle implements LogFile {
        private final String name;
        private final SimulatedFile file;
        private boolean closed;

        private Handle(String name, SimulatedFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public String name() {
            return name;
        }

        private void requireOpen() throws ClosedChannelException {
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            synchronized (SimulatedFolder.this) {
                requireOpen();
                byte[] bytes = new byte[to.remaining()];
                int count = file.read(bytes, (int) position);
                to.put(bytes, 0, count);
                return count;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (SimulatedFolder.this) {
                requireOpen();
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                if (stepsLeft == 1 && bytes.length > 1) {
                    file.write(bytes, bytes.length / 2, (int) position);
                }
                step();
                if (failingWrites > 0) {
                    failingWrites--;
                    file.write(bytes, bytes.length / 3, (int) position);
                    throw new IOException("Input/output error");
                }
                long growth = Math.max(0, position + bytes.length - file.size());
                long room = capacity - usedBytes();
                if (growth > room) {
                    file.write(bytes, (int) Math.max(0, bytes.length - growth + Math.max(0, room)), (int) position);
                    throw new NoSpaceException("No space left on the disk of " + name);
                }
                file.write(bytes, bytes.length, (int) position);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedFolder.this) {
                requireOpen();
                step();
                syncs.merge(name, 1, Integer::sum);
                if (failingSyncs > 0) {
                    failingSyncs--;
                    throw new IOException("Input/output error");
                }
                file.sync();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedFolder.this) {
                requireOpen();
                step();
                file.resize((int) Math.min(size, file.size()));
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedFolder.this) {
                requireOpen();
                return file.size();
            }
        }

        @Override
        public void close() {
            synchronized (SimulatedFolder.this) {
                closed = true;
            }
        }
    }
}
