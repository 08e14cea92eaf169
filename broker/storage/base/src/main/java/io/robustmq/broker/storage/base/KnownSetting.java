package io.robustmq.broker.storage.base;

import java.util.List;

/**
 * A setting that an adapter has asked for.
 *
 * @param name below {@code storage.<type>.}
 */
public record KnownSetting(String name, Value value) {

    /** What it may be, and what it is if nothing is set. */
    public sealed interface Value {}

    /** A size in bytes, a time in milliseconds, or a number; both bounds included. */
    public record Range(long byDefault, long least, long greatest) implements Value {}

    public record Choice(String byDefault, List<String> choices) implements Value {}

    /** @param byDefault empty if there is none */
    public record Text(String byDefault) implements Value {}
}
