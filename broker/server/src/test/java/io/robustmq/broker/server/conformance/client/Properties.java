package io.robustmq.broker.server.conformance.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The properties of one received packet, in its order. Values are Long, String, byte[] or {@link Pair}.
 *
 * <p>Fails on what the standard does not allow: a property that does not belong into the packet, or one that stands there
 * twice.
 */
public final class Properties {
    public static final Properties NONE = new Properties();

    /** A user property. */
    public record Pair(String name, String value) {}

    private record Entry(Property property, Object value) {}

    private final List<Entry> entries = new ArrayList<>();

    private Properties() {}

    static Properties read(Reader in, Collection<Property> allowed) {
        Reader body = in.slice((int) in.varInt());
        Properties properties = new Properties();
        while (body.hasMore()) {
            Property property = Property.of(body.varInt());
            if (!allowed.contains(property)) {
                throw new AssertionError(property + " does not belong into this packet");
            }
            if (properties.has(property) && !property.mayRepeat()) {
                throw new AssertionError(property + " stands in this packet twice");
            }
            properties.entries.add(new Entry(property, value(body, property)));
        }
        return properties;
    }

    private static Object value(Reader in, Property property) {
        return switch (property.type) {
            case BYTE -> (long) in.u8();
            case TWO_BYTES -> (long) in.u16();
            case FOUR_BYTES -> in.u32();
            case VARIABLE -> in.varInt();
            case TEXT -> in.text();
            case TEXT_PAIR -> new Pair(in.text(), in.text());
            case BINARY -> in.binary();
        };
    }

    private Stream<Object> all(Property property) {
        return entries.stream().filter(e -> e.property == property).map(Entry::value);
    }

    public boolean has(Property property) {
        return all(property).findAny().isPresent();
    }

    /** The number, or -1 without such a property. */
    public long number(Property property) {
        return (long) all(property).findFirst().orElse(-1L);
    }

    public List<Long> numbers(Property property) {
        return all(property).map(Long.class::cast).toList();
    }

    /** The text, or the empty text without such a property. */
    public String text(Property property) {
        return (String) all(property).findFirst().orElse("");
    }

    /** The bytes, or none without such a property. */
    public byte[] bytes(Property property) {
        return (byte[]) all(property).findFirst().orElse(new byte[0]);
    }

    public List<Pair> userProperties() {
        return all(Property.USER_PROPERTY).map(Pair.class::cast).toList();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public String toString() {
        return entries.stream()
                .map(e -> e.property + "="
                        + (e.value instanceof byte[] b ? Arrays.toString(b) : Objects.toString(e.value)))
                .toList()
                .toString();
    }
}
