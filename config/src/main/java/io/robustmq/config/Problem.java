package io.robustmq.config;

/**
 * One thing wrong with the configuration.
 *
 * @param where the key as the user wrote it, or the file; and where it was found
 * @param what what is wrong, and what would be right
 */
public record Problem(String where, String what) {

    @Override
    public String toString() {
        return where + ": " + what;
    }
}
