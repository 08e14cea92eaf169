package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of facts in a shard's state, at most 403 bytes each. Nothing is read out of a key: its value says what it is about.
 *
 * <pre>
 *   session        's' client
 *   subscription   'f' client filter           as the client wrote it, share prefix included
 *   position       'p' client
 *   replay         'h' client filter
 *   sent           'o' client packet id        2 bytes, big-endian
 *   received       'i' client packet id        2 bytes, big-endian
 *   retained       'r' topic
 *   will           'w' client number           8 bytes, big-endian
 *   group          'g' filter                  share prefix included
 * </pre>
 *
 * <p>Keys that begin with 'b' are {@link BrokerFence}s. Keys that begin with 'P' are somebody else's: a broker that runs on its own keeps its users and rules there.
 *
 * <p>Client and filter are a length byte, 0..200, and so many bytes of UTF-8; a longer one is 0xFF and its SHA-256. So no
 * client's keys are among another's, and those of one kind and client are one range.
 *
 * <p>A topic of up to 200 bytes stands as it is, so that the topics below a level are one range; a longer one is 0xFF, which
 * UTF-8 never has, and its SHA-256, behind all others.
 */
public final class StoredKeys {
    private static final int MAX_PLAIN_BYTES = 200;
    private static final int HASHED = 0xFF;
    private static final int HASH_BYTES = 32;

    private StoredKeys() {}

    public static byte[] session(String clientId) {
        return of(StoredKind.SESSION, clientId);
    }

    public static byte[] subscription(String clientId, TopicFilter filter) {
        return of(StoredKind.SUBSCRIPTION, clientId, filter);
    }

    public static byte[] replay(String clientId, TopicFilter filter) {
        return of(StoredKind.REPLAY, clientId, filter);
    }

    private static byte[] of(StoredKind kind, String clientId, TopicFilter filter) {
        byte[] client = component(clientId);
        byte[] second = component(filter.toString());
        byte[] key = start(kind, client, second.length);
        System.arraycopy(second, 0, key, 1 + client.length, second.length);
        return key;
    }

    public static byte[] position(String clientId) {
        return of(StoredKind.POSITION, clientId);
    }

    public static byte[] sent(String clientId, int packetId) {
        return of(StoredKind.SENT, clientId, packetId);
    }

    public static byte[] received(String clientId, int packetId) {
        return of(StoredKind.RECEIVED, clientId, packetId);
    }

    public static byte[] retained(TopicName topic) {
        byte[] utf8 = topic.utf8();
        return start(StoredKind.RETAINED, utf8.length <= MAX_PLAIN_BYTES ? utf8 : hashed(utf8), 0);
    }

    public static byte[] will(String clientId, long number) {
        byte[] key = start(StoredKind.WILL, component(clientId), Long.BYTES);
        ByteBuffer.wrap(key).putLong(key.length - Long.BYTES, number);
        return key;
    }

    /** @param shareFilter share prefix included */
    public static byte[] group(TopicFilter shareFilter) {
        return of(StoredKind.GROUP, shareFilter.toString());
    }

    /** All facts of a kind. */
    public static KeyRange all(StoredKind kind) {
        return KeyRange.below(new byte[] {kind.letter()});
    }

    /**
     * All facts of a kind about one client.
     *
     * @throws IllegalArgumentException if they are not about clients
     */
    public static KeyRange ofClient(StoredKind kind, String clientId) {
        if (!kind.isOfClients()) {
            throw new IllegalArgumentException(kind + " is not of clients");
        }
        return KeyRange.below(of(kind, clientId));
    }

    /** All facts of a kind about one client, {@link StoredKind#WILL} included. */
    public static KeyRange about(StoredKind kind, String clientId) {
        return kind == StoredKind.WILL ? KeyRange.below(of(kind, clientId)) : ofClient(kind, clientId);
    }

    /** The part of a key that says which client it is about. */
    public static ByteBuffer client(String clientId) {
        return ByteBuffer.wrap(component(clientId));
    }

    /** The same of a key of a fact about a client. */
    public static ByteBuffer clientOf(byte[] key) {
        int mark = key[1] & 0xFF;
        return ByteBuffer.wrap(Arrays.copyOfRange(key, 1, 2 + (mark == HASHED ? HASH_BYTES : mark)));
    }

    /** All there is about one client, kind by kind: what goes when its session ends. */
    public static List<KeyRange> ofClient(String clientId) {
        return Arrays.stream(StoredKind.values())
                .filter(StoredKind::isOfClients)
                .map(kind -> ofClient(kind, clientId))
                .toList();
    }

    private static byte[] of(StoredKind kind, String name) {
        return start(kind, component(name), 0);
    }

    private static byte[] of(StoredKind kind, String clientId, int packetId) {
        byte[] key = start(kind, component(clientId), 2);
        key[key.length - 2] = (byte) (packetId >> 8);
        key[key.length - 1] = (byte) packetId;
        return key;
    }

    /** A key that begins with the letter and {@code first}, with room for {@code more} bytes. */
    private static byte[] start(StoredKind kind, byte[] first, int more) {
        byte[] key = new byte[1 + first.length + more];
        key[0] = kind.letter();
        System.arraycopy(first, 0, key, 1, first.length);
        return key;
    }

    private static byte[] component(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return utf8.length <= MAX_PLAIN_BYTES ? marked(utf8.length, utf8) : hashed(utf8);
    }

    private static byte[] hashed(byte[] utf8) {
        try {
            return marked(HASHED, MessageDigest.getInstance("SHA-256").digest(utf8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] marked(int mark, byte[] bytes) {
        byte[] component = new byte[1 + bytes.length];
        component[0] = (byte) mark;
        System.arraycopy(bytes, 0, component, 1, bytes.length);
        return component;
    }
}
