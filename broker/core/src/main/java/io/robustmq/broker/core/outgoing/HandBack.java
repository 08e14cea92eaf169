package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;

/**
 * What a group's member has not taken goes to another (MQTT 5.0 §4.8.2): QoS 1 in flight and all that waits. A QoS 2 message in
 * flight stays with the client it was sent to [MQTT-4.8.2-4] [MQTT-4.8.2-5]. Used once, on the session's lane.
 */
final class HandBack {
    private final Subscriber owner;
    private final OutgoingHost host;
    private final Outstanding outstanding;
    private final boolean always;

    /** @param always whether also to members that are away */
    HandBack(Subscriber owner, OutgoingHost host, Outstanding outstanding, boolean always) {
        this.owner = owner;
        this.host = host;
        this.outstanding = outstanding;
        this.always = always;
    }

    void giveAway() {
        for (Outgoing entry = outstanding.oldestInFlight(); entry != null; ) {
            Outgoing next = entry.newer;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBACK && canGoElsewhere(entry)) {
                giveAway(entry);
            }
            entry = next;
        }
        outstanding.takeWaiting(this::canGoElsewhere, this::giveAway);
    }

    private boolean canGoElsewhere(Outgoing entry) {
        SharedGroup group = entry.group();
        return group != null && (always || entry.isStored() || group.hasOtherOnline(owner));
    }

    private void giveAway(Outgoing entry) {
        Message message = entry.message;
        boolean isExpired = !entry.isStored() && message != null && message.isExpired(host.wallMillis());
        outstanding.end(entry, isExpired ? How.EXPIRED : How.GIVEN_BACK);
    }
}
