package io.robustmq.broker.core.world;

import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.node.ClusterPorts;
import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.core.settings.DurableTopics;
import io.robustmq.broker.core.settings.MemoryLimits;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.core.settings.RetainedLimits;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.settings.SharedSettings;
import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link World} is to be like. Generous unless a test says otherwise; {@link #start} makes the world. */
public final class Setup {
    int lanes = 3;
    long seed = 1;
    boolean splitReads;
    Authenticator authenticator = ScriptedAuthenticator.lettingIn();
    Authorizer authorizer = Authorizer.ALLOW_ALL;
    FakeStorage storage = new FakeStorage(1);
    ClusterPorts cluster = ClusterPorts.alone();

    private int maximumPacketBytes = 10 * 1024 * 1024;
    private int receiveMaximum = 1024;
    private int topicAliasMaximum = 65_535;
    private long topicAliasBytes = 1L << 40;
    private int outgoingTopicAliasMaximum = 32;
    private int maximumQos = 2;
    private boolean retainAvailable = true;
    private boolean wildcardsAvailable = true;
    private boolean sharedAvailable = true;
    private long maximumSessionExpirySeconds = 0xFFFF_FFFFL;
    private long maximumMessageExpirySeconds;
    private int maximumKeepAliveSeconds;
    private @Nullable String responseInformation;
    private @Nullable String serverReference;
    private long connectTimeoutMillis = 10_000;
    private int publishRatePerSecond;
    private long publishBytesPerSecond;
    private int pendingBytes = 1024 * 1024;
    private int sessions;
    private int subscriptions = 100_000;
    private int inflight = 65_535;
    private int queueMessages = 100_000;
    private long queueBytes = 64 * 1024 * 1024;
    private boolean dropOldest = true;
    private boolean queueQos0;
    private int retainedMessages;
    private long retainedBytes;
    private int retainedPayloadBytes;
    private int pageMessages = 256;
    private long memoryQueueBytes = 1L << 40;
    private int heapPercent = 100;
    private Strategy strategy = Strategy.ROUND_ROBIN;
    private List<TopicFilter> durableTopics = List.of();
    private long sysIntervalMillis;

    public World start() {
        return new World(this);
    }

    Settings settings() {
        return new Settings(
                1,
                new ProtocolSettings(
                        maximumPacketBytes,
                        receiveMaximum,
                        topicAliasMaximum,
                        topicAliasBytes,
                        outgoingTopicAliasMaximum,
                        maximumQos,
                        retainAvailable,
                        wildcardsAvailable,
                        sharedAvailable,
                        maximumSessionExpirySeconds,
                        maximumMessageExpirySeconds,
                        maximumKeepAliveSeconds,
                        128,
                        65_535,
                        65_535,
                        responseInformation,
                        serverReference),
                new ConnectionLimits(
                        0, 0, 0, connectTimeoutMillis, publishRatePerSecond, publishBytesPerSecond, pendingBytes),
                new SessionLimits(sessions, subscriptions, inflight, queueMessages, queueBytes, dropOldest, queueQos0),
                new RetainedLimits(retainedMessages, retainedBytes, retainedPayloadBytes, pageMessages),
                new MemoryLimits(memoryQueueBytes, 1 << 26, heapPercent),
                new SharedSettings(strategy),
                new DurableTopics(durableTopics),
                sysIntervalMillis);
    }

    public Setup lanes(int count) {
        lanes = count;
        return this;
    }

    /** Chooses the order in which lanes run, and how much of their work at a time. */
    public Setup seed(long value) {
        seed = value;
        return this;
    }

    /** Bytes from clients are handed in cut anywhere. */
    public Setup splitReads() {
        splitReads = true;
        return this;
    }

    /** Sessions that outlive their connection are kept here. */
    public Setup storage(FakeStorage one) {
        storage = one;
        return this;
    }

    /** The brokers around. */
    public Setup cluster(ClusterPorts one) {
        cluster = one;
        return this;
    }

    public Setup authenticator(Authenticator one) {
        authenticator = one;
        return this;
    }

    public Setup authorizer(Authorizer one) {
        authorizer = one;
        return this;
    }

    public Setup maximumPacketBytes(int bytes) {
        maximumPacketBytes = bytes;
        return this;
    }

    public Setup receiveMaximum(int messages) {
        receiveMaximum = messages;
        return this;
    }

    public Setup topicAliasMaximum(int aliases) {
        topicAliasMaximum = aliases;
        return this;
    }

    public Setup topicAliasBytes(long bytes) {
        topicAliasBytes = bytes;
        return this;
    }

    public Setup outgoingTopicAliasMaximum(int aliases) {
        outgoingTopicAliasMaximum = aliases;
        return this;
    }

    public Setup maximumQos(int qos) {
        maximumQos = qos;
        return this;
    }

    public Setup withoutRetain() {
        retainAvailable = false;
        return this;
    }

    public Setup withoutWildcards() {
        wildcardsAvailable = false;
        return this;
    }

    public Setup withoutShared() {
        sharedAvailable = false;
        return this;
    }

    public Setup maximumSessionExpirySeconds(long seconds) {
        maximumSessionExpirySeconds = seconds;
        return this;
    }

    public Setup maximumMessageExpirySeconds(long seconds) {
        maximumMessageExpirySeconds = seconds;
        return this;
    }

    public Setup maximumKeepAliveSeconds(int seconds) {
        maximumKeepAliveSeconds = seconds;
        return this;
    }

    public Setup responseInformation(String prefix) {
        responseInformation = prefix;
        return this;
    }

    public Setup serverReference(String servers) {
        serverReference = servers;
        return this;
    }

    public Setup connectTimeoutMillis(long millis) {
        connectTimeoutMillis = millis;
        return this;
    }

    public Setup publishRatePerSecond(int messages) {
        publishRatePerSecond = messages;
        return this;
    }

    public Setup publishBytesPerSecond(long bytes) {
        publishBytesPerSecond = bytes;
        return this;
    }

    public Setup pendingBytes(int bytes) {
        pendingBytes = bytes;
        return this;
    }

    public Setup sessions(int maximum) {
        sessions = maximum;
        return this;
    }

    public Setup subscriptions(int maximum) {
        subscriptions = maximum;
        return this;
    }

    public Setup inflight(int messages) {
        inflight = messages;
        return this;
    }

    public Setup queueMessages(int messages) {
        queueMessages = messages;
        return this;
    }

    public Setup queueBytes(long bytes) {
        queueBytes = bytes;
        return this;
    }

    public Setup dropNewest() {
        dropOldest = false;
        return this;
    }

    public Setup queueQos0() {
        queueQos0 = true;
        return this;
    }

    public Setup retainedMessages(int topics) {
        retainedMessages = topics;
        return this;
    }

    public Setup retainedBytes(long bytes) {
        retainedBytes = bytes;
        return this;
    }

    public Setup retainedPayloadBytes(int bytes) {
        retainedPayloadBytes = bytes;
        return this;
    }

    public Setup pageMessages(int messages) {
        pageMessages = messages;
        return this;
    }

    public Setup memoryQueueBytes(long bytes) {
        memoryQueueBytes = bytes;
        return this;
    }

    public Setup heapPercent(int percent) {
        heapPercent = percent;
        return this;
    }

    public Setup strategy(Strategy one) {
        strategy = one;
        return this;
    }

    /** Topics that are stored whoever wants them. */
    public Setup durable(String... filters) {
        durableTopics = Arrays.stream(filters).map(TopicFilter::parse).toList();
        return this;
    }

    public Setup sysIntervalMillis(long millis) {
        sysIntervalMillis = millis;
        return this;
    }
}
