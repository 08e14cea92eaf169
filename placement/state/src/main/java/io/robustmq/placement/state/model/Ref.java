package io.robustmq.placement.state.model;

/**
 * Names one entity. Ordered by kind, tenant and name, texts as their UTF-8 bytes: the order of the keys in a store.
 *
 * @param tenant empty for kinds that belong to none
 * @param name unique within kind and tenant
 */
public record Ref(Kind kind, String tenant, String name) implements Comparable<Ref> {

    /** A name of a kind that belongs to no tenant. */
    public static Ref of(Kind kind, String name) {
        return new Ref(kind, "", name);
    }

    /** A shard. */
    public static Ref shard(String set, int index) {
        return of(Kind.SHARD, set + "/" + index);
    }

    /** A group. */
    public static Ref group(int groupId) {
        return of(Kind.GROUP, Integer.toString(groupId));
    }

    @Override
    public int compareTo(Ref other) {
        int order = kind.compareTo(other.kind);
        if (order == 0) {
            order = compareAsUtf8(tenant, other.tenant);
        }
        return order == 0 ? compareAsUtf8(name, other.name) : order;
    }

    /** UTF-8 keeps the order of code points; UTF-16 does not, where surrogates meet U+E000 and above. */
    private static int compareAsUtf8(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean highX = Character.isSurrogate(x);
                return highX == Character.isSurrogate(y) ? Character.compare(x, y) : highX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
