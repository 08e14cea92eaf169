package io.robustmq.placement.state.decide;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The forms of what rules hold, as brokers read them: a rule that is stored and cannot be read is taken for one that denies
 * everything to everyone. Nothing is looked up anywhere.
 */
final class RuleGrammar {

    private static final String SHARE = "$share/";
    private static final String QUEUE = "$queue/";
    private static final String OPEN = "${";
    private static final String[] PLACEHOLDERS = {"${clientid}", "${username}"};

    private RuleGrammar() {}

    /** An address, or a block of them by its first address: {@code 10.1.0.0/16}, {@code 2001:db8::/32}. */
    static void addressBlock(String field, String text) {
        int slash = text.indexOf('/');
        byte[] network = address(field, text, slash < 0 ? text : text.substring(0, slash));
        int most = network.length * 8;
        int bits = slash < 0 ? most : prefixBits(field, text, text.substring(slash + 1), most);
        for (int i = bits; i < most; i++) {
            if ((network[i / 8] & (0x80 >> (i % 8))) != 0) {
                throw Fields.invalid(
                        field, text, "it has bits set behind the first " + bits + "; give the block's first address");
            }
        }
    }

    private static byte[] address(String field, String text, String literal) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException _) {
            throw Fields.invalid(field, text, "IP addresses and blocks of them are allowed, as 10.1.0.0/16");
        }
        boolean isShortened =
                literal.indexOf(':') < 0 && !address.getHostAddress().equals(literal);
        if (isShortened) {
            throw Fields.invalid(field, text, "an IPv4 address is four decimal numbers");
        }
        return address.getAddress();
    }

    private static int prefixBits(String field, String text, String digits, int most) {
        int bits;
        try {
            bits = Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            bits = -1;
        }
        if (bits < 0 || bits > most) {
            throw Fields.invalid(field, text, "the number behind the slash is 0 to " + most);
        }
        return bits;
    }

    /** A topic filter (MQTT 5.0 §4.7) that may hold {@code ${clientid}} and {@code ${username}}. */
    static void topicPattern(String field, String text) {
        if (text.startsWith(SHARE) || text.startsWith(QUEUE)) {
            throw Fields.invalid(
                    field, text, "a shared subscription is met by its filter alone; give what follows the prefix");
        }
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            boolean isWildcard = level.equals("+") || (level.equals("#") && i == levels.length - 1);
            if (!isWildcard && (level.indexOf('+') >= 0 || level.indexOf('#') >= 0)) {
                throw Fields.invalid(field, text, "a wildcard fills a whole level, and # is the last one");
            }
            placeholders(field, text, level);
        }
    }

    private static void placeholders(String field, String text, String level) {
        int open = level.indexOf(OPEN);
        while (open >= 0) {
            String known = placeholderAt(level, open);
            if (known == null) {
                throw Fields.invalid(field, text, "the placeholders are ${clientid} and ${username}");
            }
            open = level.indexOf(OPEN, open + known.length());
        }
    }

    private static @Nullable String placeholderAt(String level, int open) {
        for (String placeholder : PLACEHOLDERS) {
            if (level.startsWith(placeholder, open)) {
                return placeholder;
            }
        }
        return null;
    }
}
