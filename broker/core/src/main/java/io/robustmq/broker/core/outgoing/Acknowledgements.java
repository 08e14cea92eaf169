package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;

/**
 * Takes PUBACK, PUBREC and PUBCOMP from one client (MQTT 5.0 §4.3): ends exchanges, and makes room for what comes next. Belongs
 * to the session, confined to its lane.
 */
public final class Acknowledgements {
    private final OutgoingFlow flow;
    private final Outstanding outstanding;

    Acknowledgements(OutgoingFlow flow, Outstanding outstanding) {
        this.flow = flow;
        this.outstanding = outstanding;
    }

    /** PUBACK: the QoS 1 exchange is over, whatever the reason code. */
    public AckResult onPubAck(int packetId) {
        return complete(packetId, Outgoing.Stage.AWAITS_PUBACK);
    }

    /**
     * PUBREC: the client has the QoS 2 message; answer with PUBREL.
     *
     * @param refused whether the reason code was an error: then the exchange is over and no PUBREL follows
     */
    public AckResult onPubRec(int packetId, boolean refused) {
        Outgoing entry = outstanding.inFlight(packetId);
        Outlet out = flow.outlet();
        if (entry == null || out == null) {
            return AckResult.UNKNOWN;
        }
        if (entry.stage == Outgoing.Stage.AWAITS_PUBACK
                || entry.stage == Outgoing.Stage.KEEPS_ID
                || entry.stage == Outgoing.Stage.KEPT_ID) {
            return AckResult.OUT_OF_TURN;
        }
        if (refused && entry.stage == Outgoing.Stage.AWAITS_PUBREC) {
            outstanding.end(entry, How.ACKNOWLEDGED);
            flow.pump();
            return AckResult.DONE;
        }
        entry.message = null; // must not be sent again [MQTT-4.3.3-6]
        if (entry.stage != Outgoing.Stage.AWAITS_PUBCOMP && flow.keeps(entry)) {
            flow.keep(entry, Outgoing.Stage.KEEPS_RECEIPT);
            return AckResult.DONE;
        }
        entry.stage = Outgoing.Stage.AWAITS_PUBCOMP;
        out.send(new PubRel(packetId, ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
        return AckResult.DONE;
    }

    /** PUBCOMP: the QoS 2 exchange is over. */
    public AckResult onPubComp(int packetId) {
        return complete(packetId, Outgoing.Stage.AWAITS_PUBCOMP);
    }

    private AckResult complete(int packetId, Outgoing.Stage expected) {
        Outgoing entry = outstanding.inFlight(packetId);
        if (entry == null) {
            return AckResult.UNKNOWN;
        }
        if (entry.stage != expected) {
            return AckResult.OUT_OF_TURN;
        }
        outstanding.end(entry, How.ACKNOWLEDGED);
        if (outstanding.isAnyWaiting()
                || outstanding.hasToResend()
                || flow.log().follows()) {
            flow.pump();
        }
        return AckResult.DONE;
    }
}
