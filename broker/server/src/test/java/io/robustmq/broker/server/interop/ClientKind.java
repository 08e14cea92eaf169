package io.robustmq.broker.server.interop;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The clients, each with a version of MQTT it speaks. */
@SuppressWarnings("ImmutableEnumChecker") // references to static methods
enum ClientKind {
    PAHO_3_1(3, PahoClient::version31, () -> null),
    PAHO_3_1_1(4, PahoClient::version311, () -> null),
    PAHO_5(5, Paho5Client::new, () -> null),
    HIVEMQ_3_1_1(4, HiveMqClient::new, () -> null),
    HIVEMQ_5(5, HiveMq5Client::new, () -> null),
    MQTTJS_3_1(3, MqttJsClient.speaking(3), NodeJs::missing),
    MQTTJS_3_1_1(4, MqttJsClient.speaking(4), NodeJs::missing),
    MQTTJS_5(5, MqttJsClient.speaking(5), NodeJs::missing),
    MOSQUITTO_3_1(3, MosquittoClient.speaking("mqttv31"), MosquittoClient::missing),
    MOSQUITTO_3_1_1(4, MosquittoClient.speaking("mqttv311"), MosquittoClient::missing),
    MOSQUITTO_5(5, MosquittoClient.speaking("mqttv5"), MosquittoClient::missing);

    /** Connects a client. */
    interface Connecting {
        ForeignClient connect(Door door, Profile profile) throws Exception;
    }

    private final int level;
    private final Connecting connecting;
    private final Supplier<@Nullable String> missing;

    ClientKind(int level, Connecting connecting, Supplier<@Nullable String> missing) {
        this.level = level;
        this.connecting = connecting;
        this.missing = missing;
    }

    boolean speaks5() {
        return level == 5;
    }

    /** Over WebSocket too, but for the command line clients of mosquitto. */
    Set<Transport> transports() {
        return name().startsWith("MOSQUITTO")
                ? EnumSet.of(Transport.TCP, Transport.TLS)
                : EnumSet.allOf(Transport.class);
    }

    /** Why this client cannot be had here, or null. */
    @Nullable
    String whyMissing() {
        return missing.get();
    }

    ForeignClient connect(Door door, Profile profile) throws Exception {
        return connecting.connect(door, profile);
    }
}
