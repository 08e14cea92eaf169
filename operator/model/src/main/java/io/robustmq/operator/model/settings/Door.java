package io.robustmq.operator.model.settings;

import io.robustmq.crds.v1alpha1.cluster.Protocol;

/**
 * A broker's listener within its pod. It has its protocol's usual port there, whatever port the resource gives it: that one is the
 * Service's, and may be one that only root could open.
 */
public enum Door {
    MQTT("mqtt", 1883, "network.tcp_port"),
    MQTTS("mqtts", 8883, "network.tcps_port"),
    WS("ws", 8083, "network.websocket_port"),
    WSS("wss", 8084, "network.websockets_port");

    private final String word;
    private final int port;
    private final String setting;

    Door(String word, int port, String setting) {
        this.word = word;
        this.port = port;
        this.setting = setting;
    }

    public static Door of(Protocol protocol) {
        return switch (protocol) {
            case MQTT -> MQTT;
            case MQTTS -> MQTTS;
            case WS -> WS;
            case WSS -> WSS;
        };
    }

    /** Name of the pod's port. */
    public String word() {
        return word;
    }

    public int port() {
        return port;
    }

    /** Name of the broker's setting. */
    String setting() {
        return setting;
    }
}
