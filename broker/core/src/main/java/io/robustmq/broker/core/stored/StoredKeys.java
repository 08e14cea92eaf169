package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.StateChange.DeleteRange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The keys of the state: one letter for the kind, then components, each behind its length in two bytes. A component longer
 * than {@value #LONGEST} bytes stands as the length 0xFFFF and its SHA-256; values carry names in full, so nothing is ever
 * read out of a key.
 */
public final class StoredKeys {
    static final int LONGEST = 200;

    private static final char SESSION = 's';
    private static final char SUBSCRIPTION = 'f';
    private static final char POSITION = 'p';
    private static final char SENT = 'o';
    private static final char RECEIVED = 'i';
    private static final char RETAINED = 'r';
    private static final char GROUP = 'g';
    private static final int HASHED = 0xFFFF;

    private StoredKeys() {}

    public static byte[] session(String clientId) {
        return key(SESSION, utf8(clientId));
    }

    public static byte[] position(String clientId) {
        return key(POSITION, utf8(clientId));
    }

    public static byte[] subscription(String clientId, TopicFilter filter) {
        return key(SUBSCRIPTION, utf8(clientId), utf8(filter.toString()));
    }

    public static byte[] sent(String clientId, int packetId) {
        return key(SENT, utf8(clientId), number(packetId));
    }

    public static byte[] received(String clientId, int packetId) {
        return key(RECEIVED, utf8(clientId), number(packetId));
    }

    public static byte[] retained(TopicName topic) {
        return key(RETAINED, topic.utf8());
    }

    public static byte[] group(TopicFilter shared) {
        return key(GROUP, utf8(shared.toString()));
    }

    // ---- ranges

    public static DeleteRange subscriptionsOf(String clientId) {
        return startingWith(key(SUBSCRIPTION, utf8(clientId)));
    }

    public static DeleteRange sentOf(String clientId) {
        return startingWith(key(SENT, utf8(clientId)));
    }

    public static DeleteRange receivedOf(String clientId) {
        return startingWith(key(RECEIVED, utf8(clientId)));
    }

    public static DeleteRange allSessions() {
        return all(SESSION);
    }

    public static DeleteRange allPositions() {
        return all(POSITION);
    }

    public static DeleteRange allSubscriptions() {
        return all(SUBSCRIPTION);
    }

    public static DeleteRange allSent() {
        return all(SENT);
    }

    public static DeleteRange allReceived() {
        return all(RECEIVED);
    }

    public static DeleteRange allRetained() {
        return all(RETAINED);
    }

    public static DeleteRange allGroups() {
        return all(GROUP);
    }

    private static DeleteRange all(char kind) {
        return new DeleteRange(new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)});
    }

    /** A whole component never continues, so nothing but its owner's keys begins with it; lengths never begin with 0xFF.FF.FF. */
    private static DeleteRange startingWith(byte[] prefix) {
        byte[] to = Arrays.copyOf(prefix, prefix.length + 3);
        Arrays.fill(to, prefix.length, to.length, (byte) 0xFF);
        return new DeleteRange(prefix, to);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(int packetId) {
        return new byte[] {(byte) (packetId >>> 8), (byte) packetId};
    }

    private static byte[] key(char kind, byte[]... components) {
        byte[][] parts = new byte[components.length][];
        int length = 1;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = components[i].length <= LONGEST ? components[i] : sha256(components[i]);
            length += 2 + parts[i].length;
        }
        byte[] key = new byte[length];
        key[0] = (byte) kind;
        int at = 1;
        for (int i = 0; i < parts.length; i++) {
            int marker = components[i].length <= LONGEST ? parts[i].length : HASHED;
            key[at++] = (byte) (marker >>> 8);
            key[at++] = (byte) marker;
            System.arraycopy(parts[i], 0, key, at, parts[i].length);
            at += parts[i].length;
        }
        return key;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
