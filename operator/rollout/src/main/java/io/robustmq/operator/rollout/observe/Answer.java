package io.robustmq.operator.rollout.observe;

/** What servers said when they were asked. Who does not answer has said neither yes nor no. */
public sealed interface Answer<T> {

    record Known<T>(T value) implements Answer<T> {}

    record Silent<T>() implements Answer<T> {}
}
