package io.robustmq.broker.server.conformance.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A packet from the server, as it stood on the wire; codes are plain numbers. */
public sealed interface Received {

    /** The number of bytes the packet took, fixed header included. */
    int size();

    record ConnAck(boolean sessionPresent, int code, Properties properties, int size) implements Received {}

    record Publish(
            String topic,
            byte[] payload,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            Properties properties,
            int size)
            implements Received {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            String shown = payload.length > 40 ? payload.length + " bytes" : text();
            return "Publish[" + topic + ", " + shown + ", qos=" + qos + ", retain=" + retain + ", dup=" + dup
                    + ", packetId=" + packetId + ", " + properties + "]";
        }
    }

    record PubAck(int packetId, int code, Properties properties, int size) implements Received {}

    record PubRec(int packetId, int code, Properties properties, int size) implements Received {}

    record PubRel(int packetId, int code, Properties properties, int size) implements Received {}

    record PubComp(int packetId, int code, Properties properties, int size) implements Received {}

    record SubAck(int packetId, List<Integer> codes, Properties properties, int size) implements Received {}

    record UnsubAck(int packetId, List<Integer> codes, Properties properties, int size) implements Received {}

    record PingResp(int size) implements Received {}

    record Disconnect(int code, Properties properties, int size) implements Received {}

    record Auth(int code, Properties properties, int size) implements Received {}
}
