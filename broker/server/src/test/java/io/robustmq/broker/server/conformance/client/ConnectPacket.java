package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** CONNECT: by default with clean start and without keep-alive, will or credentials. */
public final class ConnectPacket extends PropertyWriter<ConnectPacket> implements Outgoing {
    private final String clientId;
    private boolean cleanStart = true;
    private int keepAliveSeconds;
    private @Nullable WillMessage will;
    private @Nullable String username;
    private byte @Nullable [] password;

    private ConnectPacket(String clientId) {
        this.clientId = clientId;
    }

    public static ConnectPacket connect(String clientId) {
        return new ConnectPacket(clientId);
    }

    public String clientId() {
        return clientId;
    }

    /** Clean start 0 (5.0), clean session 0 (3.x). */
    public ConnectPacket resume() {
        cleanStart = false;
        return this;
    }

    public ConnectPacket keepAlive(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    public ConnectPacket will(WillMessage message) {
        will = message;
        return this;
    }

    public ConnectPacket username(String name) {
        username = name;
        return this;
    }

    public ConnectPacket password(String text) {
        password = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    @Override
    ConnectPacket self() {
        return this;
    }

    /** The connect flags that go with what has been set. */
    public int flags() {
        return (cleanStart ? 0x02 : 0)
                | (will == null ? 0 : will.flags())
                | (password == null ? 0 : 0x40)
                | (username == null ? 0 : 0x80);
    }

    @Override
    public byte[] encode(ProtocolVersion version) {
        return encode(version, flags());
    }

    /** As it is, but for the connect flags. */
    public byte[] encode(ProtocolVersion version, int flags) {
        return encode(version, version.protocolName(), version.level(), flags);
    }

    /** Written as {@code version} writes it, but for what it says to be. */
    public byte[] encode(ProtocolVersion version, String protocolName, int level, int flags) {
        Bytes body = new Bytes().text(protocolName).u8(level).u8(flags).u16(keepAliveSeconds);
        writeProperties(body, version);
        body.text(clientId);
        if (will != null) {
            will.write(body, version);
        }
        if (username != null) {
            body.text(username);
        }
        if (password != null) {
            body.binary(password);
        }
        return Bytes.packet(0x10, body.toArray());
    }
}
