package io.robustmq.placement.server.raft;

import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.server.disk.KeyValueStore;
import io.robustmq.placement.state.format.StoredChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A state that is easily checked: an entry {@code key=value} sets a register, and is answered what was there before. */
final class RegisterState implements ReplicatedState {

    private final KeyValueStore store;
    private final Map<String, String> registers = new TreeMap<>();

    RegisterState(Path folder) {
        store = new KeyValueStore(folder);
        load();
    }

    private synchronized void load() {
        registers.clear();
        store.forEach((key, value) -> registers.put(text(key), text(value)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    synchronized Map<String, String> registers() {
        return Map.copyOf(registers);
    }

    @Override
    public LogPosition applied() {
        return store.position();
    }

    @Override
    public synchronized byte[] apply(LogPosition at, byte[] entry) {
        String[] parts = text(entry).split("=", 2);
        store.write(at, List.of(new StoredChange.Put(bytes(parts[0]), bytes(parts[1]))));
        String before = registers.put(parts[0], parts[1]);
        return bytes(before == null ? "" : before);
    }

    @Override
    public void pass(LogPosition at) {
        store.write(at, List.of());
    }

    @Override
    public void checkpoint(Path folder) {
        store.checkpoint(folder);
    }

    @Override
    public void restore(Path folder) {
        store.restore(folder);
        load();
    }

    @Override
    public void close() {
        store.close();
    }
}
