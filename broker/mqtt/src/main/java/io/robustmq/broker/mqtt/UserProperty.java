package io.robustmq.broker.mqtt;

/** One name–value pair of MQTT 5; names may repeat, and the order of a packet's pairs is kept. */
public record UserProperty(String name, String value) {}
