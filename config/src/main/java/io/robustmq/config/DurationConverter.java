package io.robustmq.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Times: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 18h}, {@code 7d}; a number alone is seconds. {@code never} is the
 * session expiry of MQTT 5.0 that means so: 4,294,967,295 seconds.
 */
public final class DurationConverter implements Converter<Duration> {

    private static final Pattern TIME = Pattern.compile("(\\d{1,12})\\s*([a-z]*)");

    @Override
    public Duration convert(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("never")) {
            return Duration.ofSeconds(0xFFFF_FFFFL);
        }
        Matcher time = TIME.matcher(lower);
        if (!time.matches()) {
            throw notATime();
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "", "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw notATime();
        };
    }

    private static IllegalArgumentException notATime() {
        return new IllegalArgumentException("not a time such as 500ms, 10s, 5m, 18h, 7d");
    }
}
