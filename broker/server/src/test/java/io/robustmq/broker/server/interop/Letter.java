package io.robustmq.broker.server.interop;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as every client sees it. */
record Letter(String topic, String payload, int qos, boolean retain, Extras extras) {

    /**
     * What MQTT 5.0 adds.
     *
     * @param expirySeconds of the message, or null for none
     */
    record Extras(
            Map<String, String> userProperties,
            @Nullable String contentType,
            @Nullable String responseTopic,
            @Nullable String correlationData,
            @Nullable Long expirySeconds) {
        static final Extras NONE = new Extras(Map.of(), null, null, null, null);
    }

    static Letter of(String topic, String payload, int qos) {
        return new Letter(topic, payload, qos, false, Extras.NONE);
    }

    Letter retained() {
        return new Letter(topic, payload, qos, true, extras);
    }

    Letter with(Extras more) {
        return new Letter(topic, payload, qos, retain, more);
    }

    Letter qos(int other) {
        return new Letter(topic, payload, other, retain, extras);
    }
}
