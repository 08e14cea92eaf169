package io.robustmq.placement.state.model;

/** What a client does with a topic. */
public enum TopicAction {
    PUBLISH,
    SUBSCRIBE,
    PUBLISH_AND_SUBSCRIBE
}
