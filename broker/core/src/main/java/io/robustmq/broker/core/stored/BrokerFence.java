package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.storage.spi.StateChange;
import java.util.Arrays;

/**
 * Whether a broker may write to a shard that others write to, too. Stands in each shard under a key of its own, which every write of
 * the broker requires to be as it was when the broker came.
 *
 * <pre>
 *   key       'b', and the node id's UTF-8
 *   version   1 byte, 1
 *   flags     1 byte: bit 0 it is closed
 *   node id   text
 *   epoch     varint
 * </pre>
 *
 * <p>An epoch takes it from an older one, and nothing reopens it for the same.
 *
 * @param nodeId of the broker's data folder
 * @param epoch of its registration
 * @param isClosed whether the broker is taken for gone, and its sessions are others'
 */
public record BrokerFence(String nodeId, long epoch, boolean isClosed) {
    private static final int VERSION = 1;
    private static final int CLOSED = 1;
    private static final byte LETTER = 'b';

    /** Of a broker that is not in the cluster: holds in no shard. */
    public static final StateChange.Require NEVER = new StateChange.Require(new byte[] {LETTER}, new byte[] {VERSION});

    public BrokerFence {
        Bounds.require("an epoch", epoch, 0, Long.MAX_VALUE);
    }

    public static byte[] key(String nodeId) {
        byte[] utf8 = nodeId.getBytes(UTF_8);
        byte[] key = Arrays.copyOf(new byte[] {LETTER}, utf8.length + 1);
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return key;
    }

    /** Those of all brokers. */
    public static KeyRange all() {
        return KeyRange.below(new byte[] {LETTER});
    }

    public byte[] toBytes() {
        return new FieldWriter(64)
                .octet(VERSION)
                .octet(isClosed ? CLOSED : 0)
                .text(nodeId)
                .varint(epoch)
                .toBytes();
    }

    /** What each write of the broker requires. */
    public StateChange.Require required() {
        return new StateChange.Require(key(nodeId), toBytes());
    }

    public StateChange.Put put() {
        return new StateChange.Put(key(nodeId), toBytes());
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static BrokerFence of(byte[] bytes) {
        return FieldReader.read("broker's fence", VERSION, bytes, from -> {
            boolean isClosed = (from.flags(CLOSED) & CLOSED) != 0;
            return new BrokerFence(from.text(), from.varint(), isClosed);
        });
    }
}
