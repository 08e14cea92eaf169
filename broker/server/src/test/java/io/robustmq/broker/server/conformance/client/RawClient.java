package io.robustmq.broker.server.conformance.client;

import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubComp;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRel;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to the broker under test: sends what it is given and reads packet by packet, waiting at most five
 * seconds for each. Reacts to nothing by itself.
 */
public final class RawClient implements AutoCloseable {
    private final Wire wire;
    private final ProtocolVersion version;
    private int lastPacketId = 1_000;

    public RawClient(Wire wire, ProtocolVersion version) {
        this.wire = wire;
        this.version = version;
    }

    /** A connection over plain TCP on which nothing was said yet. */
    public static RawClient tcp(InetSocketAddress server, ProtocolVersion version) {
        return new RawClient(TcpWire.open(server), version);
    }

    public ProtocolVersion version() {
        return version;
    }

    public void send(Outgoing... packets) {
        Bytes bytes = new Bytes();
        for (Outgoing packet : packets) {
            bytes.raw(packet.encode(version));
        }
        sendBytes(bytes.toArray());
    }

    public void sendBytes(byte[] bytes) {
        try {
            wire.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next packet, whatever it is. */
    public Received receive() {
        try {
            int first = wire.read();
            if (first < 0) {
                throw new AssertionError("the connection was closed where a packet was expected");
            }
            return readPacket(first);
        } catch (IOException e) {
            throw new AssertionError("no packet came: " + e, e);
        }
    }

    private Received readPacket(int first) throws IOException {
        int length = 0;
        int size = 1;
        int next;
        do {
            next = wire.read();
            length |= (next & 0x7F) << (7 * (size - 1));
            size++;
        } while ((next & 0x80) != 0 && size < 6);
        if (next < 0 || size == 6 || (next == 0 && size > 2)) {
            throw new AssertionError("ill-formed remaining length");
        }
        return PacketReader.read(version, first, wire.readExactly(length), size + length);
    }

    public <T extends Received> T expect(Class<T> type) {
        Received packet = receive();
        assertThat(packet).isInstanceOf(type);
        return type.cast(packet);
    }

    /** Connects and is accepted. */
    public Received.ConnAck connect(ConnectPacket packet) {
        send(packet);
        return expectConnAck(0);
    }

    public Received.ConnAck expectConnAck(int code) {
        Received.ConnAck ack = expect(Received.ConnAck.class);
        assertThat(ack.code()).as("code of %s", ack).isEqualTo(code);
        return ack;
    }

    /** Whether CONNECT, sent before, is accepted; if not, the connection ends, with CONNACK or without. */
    public boolean readsConnAckOrEnd() {
        try {
            int first = wire.read();
            if (first < 0) {
                return false;
            }
            return readPacket(first) instanceof Received.ConnAck ack && ack.code() == 0;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither CONNACK nor the end came", e);
        } catch (IOException e) {
            return false;
        }
    }

    /** Subscribes and is granted {@code options}' QoS. */
    public void subscribed(String filter, int options) {
        SubscribePacket packet = subscribe(++lastPacketId).filter(filter, options);
        send(packet);
        expectSubAck(lastPacketId, options & 3);
    }

    public Received.SubAck expectSubAck(int packetId, Integer... codes) {
        Received.SubAck ack = expect(Received.SubAck.class);
        assertThat(ack.packetId()).isEqualTo(packetId);
        assertThat(ack.codes()).containsExactly(codes);
        return ack;
    }

    public Received.UnsubAck expectUnsubAck(int packetId, Integer... codes) {
        Received.UnsubAck ack = expect(Received.UnsubAck.class);
        assertThat(ack.packetId()).isEqualTo(packetId);
        assertThat(ack.codes()).isEqualTo(version.isV5() ? List.of(codes) : List.of());
        return ack;
    }

    /** Publishes and goes through all of the handshake of its QoS. */
    public void published(PublishPacket packet) {
        send(packet);
        int packetId = packet.packetId();
        if (packet.qos() == 1) {
            expectPubAck(packetId);
        } else if (packet.qos() == 2) {
            expectPubRec(packetId);
            send(pubRel(packetId, 0));
            expectPubComp(packetId);
        }
    }

    public Received.Publish expectPublish() {
        return expect(Received.Publish.class);
    }

    public Received.Publish expectPublish(String topic, String payload) {
        Received.Publish publish = expectPublish();
        assertThat(publish.topic()).as("topic of %s", publish).isEqualTo(topic);
        assertThat(publish.text()).isEqualTo(payload);
        return publish;
    }

    /** Goes through the rest of the handshake for a message that came. */
    public void acknowledge(Received.Publish publish) {
        int packetId = publish.packetId();
        if (publish.qos() == 1) {
            send(pubAck(packetId, 0));
        } else if (publish.qos() == 2) {
            send(pubRec(packetId, 0));
            expectPubRel(packetId);
            send(pubComp(packetId, 0));
        }
    }

    /** The next messages, each acknowledged as its QoS asks while others come. */
    public List<Received.Publish> receiveAndAcknowledge(int messages) {
        List<Received.Publish> received = new ArrayList<>(messages);
        int underWay = messages;
        while (underWay > 0) {
            switch (receive()) {
                case Received.Publish publish -> {
                    received.add(publish);
                    underWay -= publish.qos() == 2 ? 0 : 1;
                    switch (publish.qos()) {
                        case 1 -> send(pubAck(publish.packetId(), 0));
                        case 2 -> send(pubRec(publish.packetId(), 0));
                        default -> {}
                    }
                }
                case Received.PubRel release -> {
                    underWay--;
                    send(pubComp(release.packetId(), 0));
                }
                case Received other -> throw new AssertionError("expected messages, came " + other);
            }
        }
        return received;
    }

    /** With success, whether someone subscribed or not. */
    public Received.PubAck expectPubAck(int packetId) {
        Received.PubAck ack = expect(Received.PubAck.class);
        assertThat(ack.packetId()).isEqualTo(packetId);
        assertThat(ack.code()).isIn(0, 0x10);
        return ack;
    }

    /** With success, whether someone subscribed or not. */
    public Received.PubRec expectPubRec(int packetId) {
        Received.PubRec ack = expect(Received.PubRec.class);
        assertThat(ack.packetId()).isEqualTo(packetId);
        assertThat(ack.code()).isIn(0, 0x10);
        return ack;
    }

    public Received.PubRel expectPubRel(int packetId) {
        Received.PubRel release = expect(Received.PubRel.class);
        assertThat(release.packetId()).isEqualTo(packetId);
        assertThat(release.code()).isEqualTo(0);
        return release;
    }

    public Received.PubComp expectPubComp(int packetId) {
        Received.PubComp complete = expect(Received.PubComp.class);
        assertThat(complete.packetId()).isEqualTo(packetId);
        assertThat(complete.code()).isEqualTo(0);
        return complete;
    }

    /** PINGREQ is answered, and nothing else came before the answer. */
    public void expectNothing() {
        send(pingReq());
        assertThat(receive()).isInstanceOf(Received.PingResp.class);
    }

    /** DISCONNECT with one of these codes, then the end of the connection. */
    public Received.Disconnect expectDisconnect(Integer... codes) {
        Received.Disconnect disconnect = expect(Received.Disconnect.class);
        assertThat(disconnect.code()).as("code of %s", disconnect).isIn((Object[]) codes);
        expectClosed();
        return disconnect;
    }

    /** Thrown out: DISCONNECT with one of these codes and the end in 5.0, nothing but the end before. */
    public void expectThrownOut(Integer... codes) {
        if (version.isV5()) {
            expectDisconnect(codes);
        } else {
            expectClosed();
        }
    }

    /** Not let in: CONNACK with one of these codes or nothing in 5.0, nothing before; then the end of the connection. */
    public void expectRefusal(Integer... codes) {
        if (!version.isV5()) {
            expectClosed();
            return;
        }
        byte[] answer = readToEnd();
        if (answer.length > 0) {
            assertThat(answer).startsWith(0x20);
            assertThat(answer[2]).as("session present").isZero();
            assertThat(answer[3] & 0xFF).as("code of CONNACK").isIn((Object[]) codes);
            assertThat(answer).as("nothing after CONNACK").hasSize(2 + answer[1]);
        }
    }

    /** All bytes up to the end of the connection. */
    public byte[] readToEnd() {
        Bytes bytes = new Bytes();
        try {
            for (int next = wire.read(); next >= 0; next = wire.read()) {
                bytes.u8(next);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        } catch (IOException e) {
            // reset: the server closed it while bytes of ours were under way
        }
        return bytes.toArray();
    }

    /** The server closes the connection without another packet. */
    public void expectClosed() {
        try {
            int first = wire.read();
            if (first >= 0) {
                throw new AssertionError("expected the end of the connection, came " + readPacket(first));
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        } catch (IOException e) {
            // reset: the server closed it while bytes of ours were under way
        }
    }

    /** Says good-bye and waits for the server to close the connection. */
    public void disconnect() {
        disconnect(CodedPacket.disconnect(0));
    }

    public void disconnect(CodedPacket packet) {
        send(packet);
        wire.finish();
        expectClosed();
        close();
    }

    /** Gone without a word. */
    public void drop() {
        close();
    }

    @Override
    public void close() {
        wire.close();
    }
}
