package io.robustmq.placement.state.format;

import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of a store.
 *
 * <pre>
 *   0x01 'r'                     revision
 *   0x01 'c'                     cluster id
 *   0x01 'g'                     id of the next group
 *   0x02 key                     a command that was applied, by its idempotency key
 *   0x10+kind tenant 0x00 name   an entity; no tenant has a byte of 0
 * </pre>
 *
 * Texts are UTF-8. Within a kind the order of the keys is that of {@link Ref}.
 */
final class Keys {
    static final int META = 0x01;
    static final int APPLIED = 0x02;
    static final int ENTITY = 0x10;
    static final byte[] REVISION = {META, 'r'};
    static final byte[] CLUSTER_ID = {META, 'c'};
    static final byte[] NEXT_GROUP_ID = {META, 'g'};

    private Keys() {}

    static byte[] applied(String idempotencyKey) {
        byte[] text = idempotencyKey.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[1 + text.length];
        key[0] = APPLIED;
        System.arraycopy(text, 0, key, 1, text.length);
        return key;
    }

    static byte[] entity(Ref ref) {
        byte[] tenant = ref.tenant().getBytes(StandardCharsets.UTF_8);
        byte[] name = ref.name().getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[2 + tenant.length + name.length];
        key[0] = (byte) (ENTITY + ref.kind().code());
        System.arraycopy(tenant, 0, key, 1, tenant.length);
        System.arraycopy(name, 0, key, 2 + tenant.length, name.length);
        return key;
    }

    /** What stands behind the first byte. */
    static String textOf(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    /** The entity a key is of. */
    static Ref refOf(byte[] key) {
        int end = 1;
        while (end < key.length && key[end] != 0) {
            end++;
        }
        int code = key[0] - ENTITY;
        if (end == key.length || code < 1 || code > Kind.values().length) {
            throw new FormatException("the key " + Arrays.toString(key) + " is none of an entity");
        }
        return new Ref(
                Kind.ofCode(code),
                new String(key, 1, end - 1, StandardCharsets.UTF_8),
                new String(key, end + 1, key.length - end - 1, StandardCharsets.UTF_8));
    }
}
