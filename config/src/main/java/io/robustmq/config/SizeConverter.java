package io.robustmq.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Sizes in bytes: {@code 4096}, {@code 64KiB}, {@code 10MiB}, {@code 1GiB}, also {@code 64k}, {@code 10M}, {@code 1G} (the same
 * powers of two), {@code 64kB} (of ten), or {@code 40%} of the largest heap.
 */
public final class SizeConverter implements Converter<Long> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([a-z%]*)");

    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw notASize();
        }
        long number = Long.parseLong(size.group(1));
        return switch (size.group(2)) {
            case "", "b" -> number;
            case "k", "kib" -> times(number, 1L << 10);
            case "m", "mib" -> times(number, 1L << 20);
            case "g", "gib" -> times(number, 1L << 30);
            case "kb" -> times(number, 1_000);
            case "mb" -> times(number, 1_000_000);
            case "gb" -> times(number, 1_000_000_000);
            case "%" -> shareOfHeap(number);
            default -> throw notASize();
        };
    }

    private static long shareOfHeap(long percent) {
        if (percent > 100) {
            throw new IllegalArgumentException("a share of the heap is at most 100%");
        }
        return Runtime.getRuntime().maxMemory() / 100 * percent;
    }

    private static long times(long number, long unit) {
        try {
            return Math.multiplyExact(number, unit);
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("too large a size");
        }
    }

    private static IllegalArgumentException notASize() {
        return new IllegalArgumentException("not a size such as 4096, 64KiB, 10MiB, 1GiB");
    }
}
