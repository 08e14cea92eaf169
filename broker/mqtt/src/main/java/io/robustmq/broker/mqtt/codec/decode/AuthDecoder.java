package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.Auth;
import java.util.EnumSet;
import java.util.Set;

/** AUTH from a client, 5.0 only: reason code, properties (MQTT 5.0 §3.15). */
public final class AuthDecoder {
    /** Success, which an empty body stands for, is only the server's to say. */
    private static final Set<ReasonCode> FROM_CLIENTS =
            EnumSet.of(ReasonCode.CONTINUE_AUTHENTICATION, ReasonCode.REAUTHENTICATE);

    private AuthDecoder() {}

    public static Auth decode(PacketBody body) {
        if (body.remaining() == 0) {
            throw PacketBody.protocolError("a client does not say that authentication succeeded");
        }
        ReasonCode reason = body.reason(FROM_CLIENTS); // [MQTT-3.15.2-1]
        String method = null;
        byte[] data = null;
        String reasonString = null;
        Properties properties = Properties.of(body);
        for (int id = properties.next(); id != Properties.END; id = properties.next()) {
            switch (id) {
                case PropertyId.AUTHENTICATION_METHOD -> method = body.string();
                case PropertyId.AUTHENTICATION_DATA -> data = body.binary();
                case PropertyId.REASON_STRING -> reasonString = body.string();
                default -> throw properties.notAllowed(id);
            }
        }
        body.requireEnd();
        if (method == null) {
            throw PacketBody.protocolError("AUTH without an authentication method");
        }
        return new Auth(reason, method, data, reasonString, properties.userProperties());
    }
}
