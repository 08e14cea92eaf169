package io.robustmq.operator.rollout.wanted;

/**
 * A release, as in {@code 1.4.2}; what follows a hyphen is not compared.
 *
 * @param major 0 or more
 * @param minor 0 or more
 * @param patch 0 or more
 */
public record Release(int major, int minor, int patch) implements Comparable<Release> {

    /** @throws IllegalArgumentException if the text is not of the form {@code 1.4.2} or {@code 1.4.2-rc1} */
    public static Release of(String text) {
        String[] parts = text.split("-", 2)[0].split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("no release: " + text);
        }
        return new Release(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Whether servers of both run beside each other: the same minor release, or the one after it. */
    public boolean isAdjacentTo(Release later) {
        return later.major == major ? later.minor - minor <= 1 : later.major == major + 1 && later.minor == 0;
    }

    @Override
    public int compareTo(Release other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
