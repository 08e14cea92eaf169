package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;

/** What is a packet id and a reason code, or one of them, or neither: the acknowledgements, PINGREQ, DISCONNECT and AUTH. */
public final class CodedPacket extends PropertyWriter<CodedPacket> implements Outgoing {
    private final int firstByte;
    private final int packetId;
    private final int code;

    private CodedPacket(int firstByte, int packetId, int code) {
        this.firstByte = firstByte;
        this.packetId = packetId;
        this.code = code;
    }

    public static CodedPacket pubAck(int packetId, int code) {
        return new CodedPacket(0x40, packetId, code);
    }

    public static CodedPacket pubRec(int packetId, int code) {
        return new CodedPacket(0x50, packetId, code);
    }

    public static CodedPacket pubRel(int packetId, int code) {
        return new CodedPacket(0x62, packetId, code);
    }

    public static CodedPacket pubComp(int packetId, int code) {
        return new CodedPacket(0x70, packetId, code);
    }

    public static CodedPacket disconnect(int code) {
        return new CodedPacket(0xE0, 0, code);
    }

    public static CodedPacket auth(int code) {
        return new CodedPacket(0xF0, 0, code);
    }

    public static Outgoing pingReq() {
        return _ -> Bytes.of(0xC0, 0);
    }

    @Override
    CodedPacket self() {
        return this;
    }

    @Override
    public byte[] encode(ProtocolVersion version) {
        Bytes body = new Bytes();
        if (packetId > 0) {
            body.u16(packetId);
        }
        if (version.isV5()) {
            body.u8(code);
            writeProperties(body, version);
        }
        return Bytes.packet(firstByte, body.toArray());
    }
}
