package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;

/**
 * Goes on with the QoS 2 exchanges of a stored session as their steps are kept: a message is sent once its packet id is, and a
 * PUBREC answered once that is. In whatever order ids are kept, messages go in the order they were to be sent in
 * [MQTT-4.6.0-6]. Confined to the session's lane.
 */
public final class KeptSteps {
    private final OutgoingHost host;
    private final OutgoingFlow flow;
    private final Outstanding outstanding;

    /** Messages whose packet id is kept, but not yet that of an older one; of this connection. */
    private int overtaking;

    public KeptSteps(OutgoingHost host, OutgoingFlow flow) {
        this.host = host;
        this.flow = flow;
        this.outstanding = flow.outstanding();
    }

    /** The client has come. */
    public void onConnection() {
        overtaking = 0;
    }

    /**
     * The step an exchange is at is kept.
     *
     * @param isAnyLate whether some other was not kept at once, so that what was to be kept after it may be so before it
     */
    public void onKept(Outgoing entry, boolean isAnyLate) {
        if (!outstanding.isInFlight(entry) || !entry.stage.isKeeping()) {
            return;
        }
        SharedGroup group = entry.group();
        if (group != null && entry.isStored()) {
            host.groups().settled(group, entry.place); // this session finishes it, whatever happens
        }
        boolean isReceipt = entry.stage == Outgoing.Stage.KEEPS_RECEIPT;
        entry.stage = isReceipt ? Outgoing.Stage.AWAITS_PUBCOMP : Outgoing.Stage.KEPT_ID;
        Outlet out = flow.outlet();
        if (out == null || !entry.sent) {
            flow.pump();
        } else if (isReceipt) {
            out.send(new PubRel(entry.packetId, ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
        } else if (isAnyLate && isOvertaking(entry)) {
            overtaking++;
        } else {
            transmit(entry, out);
        }
    }

    /** Whether an older message still waits for its packet id to be kept. */
    private static boolean isOvertaking(Outgoing entry) {
        for (Outgoing older = entry.older; older != null; older = older.older) {
            if (older.stage == Outgoing.Stage.KEEPS_ID) {
                return true;
            }
        }
        return false;
    }

    /** Sends a message whose packet id is kept, and those that have waited for it. */
    private void transmit(Outgoing first, Outlet out) {
        overtaking++; // with the first
        for (Outgoing entry = first; entry != null && overtaking > 0; ) {
            Outgoing next = entry.newer;
            Message message = entry.message;
            if (entry.stage == Outgoing.Stage.KEEPS_ID) {
                return; // goes on when that is kept
            }
            if (entry.stage == Outgoing.Stage.KEPT_ID && message != null) {
                overtaking--;
                entry.stage = Outgoing.Stage.AWAITS_PUBREC;
                flow.transmit(message, entry, out, null);
            }
            entry = next;
        }
    }
}
