package io.robustmq.broker.core.durable;

import io.robustmq.broker.mqtt.UserProperty;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From where on a client wants the history of topics, as it says in the user property {@value #PROPERTY} of SUBSCRIBE:
 *
 * <pre>
 *   earliest                  all there is
 *   1234                      an offset, the same in each shard, 0..2<sup>56</sup> - 1
 *   2026-01-31T12:00:00Z      what was published then or later, in ISO 8601
 *   1769860800000ms           the same, in milliseconds since 1970
 * </pre>
 */
public sealed interface HistoryStart {
    String PROPERTY = "from";

    record Earliest() implements HistoryStart {}

    record AtOffset(long offset) implements HistoryStart {}

    record AtTime(long wallMillis) implements HistoryStart {}

    /**
     * What a client asks for, or null if it asks for no history.
     *
     * @throws IllegalArgumentException if that cannot be understood; its message is for the client
     */
    static @Nullable HistoryStart in(List<UserProperty> properties) {
        HistoryStart found = null;
        for (UserProperty property : properties) {
            if (property.name().equals(PROPERTY)) {
                if (found != null) {
                    throw new IllegalArgumentException("the user property \"from\" is there twice");
                }
                found = parse(property.value());
            }
        }
        return found;
    }

    private static HistoryStart parse(String text) {
        if (text.equals("earliest")) {
            return new Earliest();
        }
        try {
            if (Digits.ALONE.matcher(text).matches()) {
                return new AtOffset(Place.requireOffset(Long.parseLong(text)));
            }
            if (Digits.MILLIS.matcher(text).matches()) {
                return new AtTime(Long.parseLong(text, 0, text.length() - 2, 10));
            }
            return new AtTime(Instant.parse(text).toEpochMilli());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "the user property \"from\" must be earliest, an offset, a time like 2026-01-31T12:00:00Z, or"
                            + " milliseconds since 1970 followed by ms",
                    e);
        }
    }

    /** Decimal digits, no sign. */
    final class Digits {
        private static final Pattern ALONE = Pattern.compile("[0-9]{1,19}");
        private static final Pattern MILLIS = Pattern.compile("[0-9]{1,19}ms");

        private Digits() {}
    }
}
