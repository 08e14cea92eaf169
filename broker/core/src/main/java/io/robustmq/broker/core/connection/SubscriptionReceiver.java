package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.durable.HistoryStart;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes SUBSCRIBE and UNSUBSCRIBE from one client (MQTT 5.0 §3.8 to §3.11). Confined to the connection's lane. */
final class SubscriptionReceiver {
    private final Online online;
    private final Lane lane;
    private final Session session;
    private final ServerContext context;
    private final boolean v5;

    /** What is wrong with the first filter of the packet at hand that is none, or null. */
    private @Nullable String firstFault;

    /** Packets that have come while it is found out where a history begins, in their order; null while it is not. */
    private @Nullable List<Runnable> behind;

    SubscriptionReceiver(Online online, Session session, ProtocolVersion version) {
        this.online = online;
        this.lane = online.connection().lane();
        this.session = session;
        this.context = online.connection().context();
        this.v5 = version.isV5();
    }

    /** A subscription to send retained messages for, once SUBACK is out. */
    private record Fresh(Subscription subscription, boolean isNew, int retainHandling) {
        boolean wantsRetained() {
            return !subscription.filter().isShared() // §4.8.2: none for shared subscriptions
                    && !subscription.isReplaying() // they are in the history
                    && (retainHandling == 0 || (retainHandling == 1 && isNew)); // [MQTT-3.3.1-9] to [MQTT-3.3.1-11]
        }
    }

    void on(Subscribe subscribe) {
        if (behind == null) {
            take(subscribe);
        } else {
            requireAllowed(subscribe);
            behind.add(() -> take(subscribe));
        }
    }

    private void take(Subscribe subscribe) {
        HistoryStart start;
        try {
            start = HistoryStart.in(subscribe.userProperties());
        } catch (IllegalArgumentException e) {
            subscribe(subscribe, new History(null, String.valueOf(e.getMessage())));
            return;
        }
        if (start == null) {
            subscribe(subscribe, History.NONE);
        } else if (context.settings().durable().isEmpty()) {
            subscribe(subscribe, new History(null, "this server keeps no history"));
        } else {
            requireAllowed(subscribe);
            behind = new ArrayList<>(0);
            lane.storage().locate(start, from -> {
                if (!online.connection().isClosed()) {
                    subscribe(subscribe, new History(from, from == null ? "the history cannot be read now" : null));
                    goOn();
                }
            });
        }
    }

    /** Takes the packets that have waited, up to one that is to be waited for itself. */
    private void goOn() {
        List<Runnable> waiting = behind == null ? List.of() : behind;
        behind = null;
        for (Runnable packet : waiting) {
            if (behind == null) {
                packet.run();
            } else {
                behind.add(packet);
            }
        }
    }

    /**
     * The history a packet asks for.
     *
     * @param from for each shard where it begins, or null for none
     * @param fault why the packet cannot have what it asks for, or null
     */
    private record History(long @Nullable [] from, @Nullable String fault) {
        static final History NONE = new History(null, null);

        History(long @Nullable [] from, @Nullable String fault) {
            this.from = from;
            this.fault = fault;
        }
    }

    private void subscribe(Subscribe subscribe, History history) {
        List<ReasonCode> reasons = new ArrayList<>(subscribe.requests().size());
        List<Fresh> fresh = new ArrayList<>(subscribe.requests().size());
        for (SubscriptionRequest request : subscribe.requests()) {
            ReasonCode reason = subscribe(request, subscribe.subscriptionIdentifier(), history, fresh);
            if (reason.isError()) {
                lane.counters().subscriptionRefused(reason);
            }
            reasons.add(reason);
        }
        AckProperties explanation = takeExplanation();
        session.whenKept(new LateAcknowledgement(online.connection()) {
            @Override
            void acknowledge() { // [MQTT-3.8.4-1] [MQTT-3.8.4-6]
                online.send(new SubAck(subscribe.packetId(), reasons, explanation));
                fresh.forEach(SubscriptionReceiver.this::sendRetained);
                if (history.from() != null) {
                    session.replay();
                }
            }
        });
    }

    private void sendRetained(Fresh one) {
        Subscription subscription = one.subscription();
        if (one.wantsRetained() && !lane.retained().isEmpty()) {
            int page = context.settings().retained().pageMessages();
            session.backfill(lane.retained().scan(subscription.filter()), subscription, page);
        }
    }

    private AckProperties takeExplanation() {
        AckProperties explanation = AckProperties.because(firstFault);
        firstFault = null;
        return explanation;
    }

    private @Nullable TopicFilter parse(String text) {
        try {
            return TopicFilter.parse(text);
        } catch (MalformedPacketException e) {
            if (firstFault == null) {
                firstFault = e.getMessage();
            }
            return null;
        }
    }

    /** Whether a packet breaks the protocol must be known before anything is waited for. */
    private void requireAllowed(Subscribe subscribe) {
        for (SubscriptionRequest request : subscribe.requests()) {
            TopicFilter filter = parse(request.topicFilter());
            if (filter != null) {
                requireAllowed(request, filter);
            }
        }
        firstFault = null;
    }

    private void requireAllowed(SubscriptionRequest request, TopicFilter filter) {
        if (filter.isShared() && request.noLocal() && v5) { // [MQTT-3.8.3-4]; an older bridge has no choice
            throw new MalformedPacketException(
                    ReasonCode.PROTOCOL_ERROR, "no-local is not allowed on a shared subscription");
        }
    }

    private ReasonCode subscribe(SubscriptionRequest request, int identifier, History history, List<Fresh> fresh) {
        TopicFilter filter = parse(request.topicFilter());
        if (filter == null) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        requireAllowed(request, filter);
        if (history.fault() != null && !filter.isShared()) {
            firstFault = firstFault == null ? history.fault() : firstFault;
            return ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
        }
        ProtocolSettings offered = context.settings().protocol();
        int qos = Math.min(request.qos(), offered.maximumQos());
        Subscription replaced = session.subscription(filter);
        ReasonCode no = refusal(filter, qos, replaced == null, offered);
        if (no != null) {
            return no;
        }
        long[] from = filter.isShared() ? null : history.from();
        Subscription subscription = context.subscriptions()
                .subscribe(
                        session,
                        filter,
                        identifier,
                        qos,
                        request.noLocal(),
                        request.retainAsPublished(),
                        from != null || (replaced != null && replaced.isReplaying()),
                        replaced);
        if (from != null && replaced != null) {
            replaced.end(); // what is on its way to it is read for this one
        }
        session.subscribe(subscription, from);
        if (replaced == null) {
            lane.counters().subscribed(filter);
        }
        fresh.add(new Fresh(subscription, replaced == null, request.retainHandling()));
        return ReasonCode.granted(qos);
    }

    private @Nullable ReasonCode refusal(TopicFilter filter, int qos, boolean isNew, ProtocolSettings offered) {
        if (TopicRules.isTooLong(filter, offered)) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        if (filter.hasWildcard() && !offered.wildcardSubscriptionAvailable()) {
            return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (filter.isShared() && !offered.sharedSubscriptionAvailable()) {
            return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (isNew
                && session.subscriptions().size()
                        >= context.settings().sessions().subscriptions()) {
            return ReasonCode.QUOTA_EXCEEDED;
        }
        return context.authorizer().maySubscribe(online.identity(), filter, qos) ? null : ReasonCode.NOT_AUTHORIZED;
    }

    void on(Unsubscribe unsubscribe) {
        if (behind == null) {
            take(unsubscribe);
        } else {
            behind.add(() -> take(unsubscribe));
        }
    }

    private void take(Unsubscribe unsubscribe) {
        List<ReasonCode> reasons = new ArrayList<>(unsubscribe.topicFilters().size());
        for (String filter : unsubscribe.topicFilters()) {
            reasons.add(unsubscribe(filter));
        }
        AckProperties explanation = takeExplanation();
        session.whenKept(new LateAcknowledgement(online.connection()) {
            @Override
            void acknowledge() { // [MQTT-3.10.4-4]
                online.send(new UnsubAck(unsubscribe.packetId(), reasons, explanation));
            }
        });
    }

    private ReasonCode unsubscribe(String text) {
        TopicFilter filter = parse(text);
        if (filter == null) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        return drop(filter) ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED; // [MQTT-3.10.4-1]
    }

    /** The rules may have changed while the client was away: what it may not subscribe to any more ends. */
    void dropForbidden() {
        for (Subscription subscription : List.copyOf(session.subscriptions())) {
            TopicFilter filter = subscription.filter();
            if (!context.authorizer().maySubscribe(online.identity(), filter, subscription.qos())) {
                drop(filter);
            }
        }
    }

    /** Whether there was such a subscription. */
    private boolean drop(TopicFilter filter) {
        Subscription subscription = session.unsubscribe(filter);
        if (subscription == null) {
            return false;
        }
        context.subscriptions().unsubscribe(subscription);
        lane.counters().unsubscribed(filter);
        return true;
    }
}
