package io.robustmq.broker.core.simulation;

/** The messages of one publisher to one topic with one QoS: the unit in which MQTT promises order (MQTT 5.0 §4.6). */
record Stream(String publisher, String topic, int qos) {

    /** What the message with this number says. */
    String payload(int number, int padding) {
        return publisher + " " + topic + " " + qos + " " + number + " " + "x".repeat(padding);
    }

    static Stream of(String payload) {
        String[] words = payload.split(" ", 5);
        return new Stream(words[0], words[1], Integer.parseInt(words[2]));
    }

    static int number(String payload) {
        return Integer.parseInt(payload.split(" ", 5)[3]);
    }
}
