package io.robustmq.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the name somebody probably meant, if one is near enough. */
public final class NearestName {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[._-]");

    /** Of so many letters one may be wrong. */
    private static final int LETTERS_A_MISTAKE = 4;

    private NearestName() {}

    /**
     * The name that takes the fewest insertions, deletions, replacements and swaps of letters to reach; of several the one whose
     * length is nearest, then the first by letters. Only names that are near: one letter in {@value #LETTERS_A_MISTAKE} is
     * wrong (at least one may be), or words were left out, as in {@code tcp_port} for {@code network.tcp_port}.
     */
    public static Optional<String> of(String written, Collection<String> names) {
        return names.stream()
                .filter(name -> isNear(written, name))
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparingInt(name -> Math.abs(written.length() - name.length()))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isNear(String written, String name) {
        return distance(written, name) <= Math.max(1, written.length() / LETTERS_A_MISTAKE)
                || leavesOutWords(written, name);
    }

    private static boolean leavesOutWords(String written, String name) {
        Iterator<String> words = Arrays.asList(BETWEEN_WORDS.split(name)).iterator();
        for (String word : BETWEEN_WORDS.split(written)) {
            boolean found = false;
            while (!found && words.hasNext()) {
                found = words.next().equals(word);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    static int distance(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                if (isSwapped(from, i, to, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[to.length()];
    }

    /** Whether the letters before {@code i} and {@code j} are the same two the other way round. */
    private static boolean isSwapped(String from, int i, String to, int j) {
        return i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
    }
}
