package io.robustmq.broker.server.access;

import java.text.Normalizer;

/**
 * Brings user names and passwords into the form in which SCRAM compares them, so that the same letters typed on different
 * keyboards are the same.
 *
 * <p>Source: RFC 4013 (the SASLprep profile of stringprep), with the JDK's current Unicode tables in place of 3.2's.
 */
public final class SaslPrep {
    private SaslPrep() {}

    /** @throws IllegalArgumentException if the text is empty or holds what the profile prohibits */
    static String prepare(String text) {
        if (isPlainAscii(text)) {
            return text;
        }
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SPACE_SEPARATOR) {
                mapped.append(' '); // §2.1
            } else if (!isMappedToNothing(c)) {
                mapped.appendCodePoint(c);
            }
        });
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC); // §2.2
        if (prepared.isEmpty() || prepared.codePoints().anyMatch(SaslPrep::isProhibited)) {
            throw new IllegalArgumentException("is empty or holds control characters");
        }
        requireOneDirection(prepared);
        return prepared;
    }

    /** A name in this form, or as it is if it has none. */
    public static String preparedIfPossible(String name) {
        try {
            return prepare(name);
        } catch (IllegalArgumentException _) {
            return name;
        }
    }

    /** Whether two names are one in this form; a name that has no such form is like none but itself. */
    static boolean isSame(String a, String b) {
        try {
            return a.equals(b) || prepare(a).equals(prepare(b));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isPlainAscii(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }

    /** RFC 3454 table B.1: soft hyphens, joiners, variation selectors. */
    private static boolean isMappedToNothing(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }

    /** §2.3; unassigned code points are let through, as in a query. */
    private static boolean isProhibited(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default ->
                (c & 0xFFFE) == 0xFFFE // never characters
                        || (c >= 0xFDD0 && c <= 0xFDEF)
                        || (c >= 0xFFF9 && c <= 0xFFFD)
                        || (c >= 0x2FF0 && c <= 0x2FFB)
                        || c == 0x340
                        || c == 0x341;
        };
    }

    /** §2.4: letters written from right to left do not stand beside others, and stand at both ends. */
    private static void requireOneDirection(String text) {
        boolean anyRight = text.codePoints().anyMatch(SaslPrep::isRightToLeft);
        boolean ends = isRightToLeft(text.codePointAt(0)) && isRightToLeft(text.codePointBefore(text.length()));
        boolean anyLeft = text.codePoints()
                .anyMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
        if (anyRight && (anyLeft || !ends)) {
            throw new IllegalArgumentException("mixes letters of two directions");
        }
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
