package io.robustmq.broker.mqtt;

/** The protocol versions served on one port, told apart by the protocol name and level in CONNECT. */
public enum ProtocolVersion {
    V3_1("MQIsdp", 3),
    V3_1_1("MQTT", 4),
    V5("MQTT", 5);

    private final String protocolName;
    private final int level;

    ProtocolVersion(String protocolName, int level) {
        this.protocolName = protocolName;
        this.level = level;
    }

    public String protocolName() {
        return protocolName;
    }

    /** The protocol level byte of CONNECT: 3, 4 or 5. */
    public int level() {
        return level;
    }

    public boolean isV5() {
        return this == V5;
    }
}
