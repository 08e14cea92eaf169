package io.robustmq.broker.core.subscription;

/**
 * What stands in the subscription tree under a filter: one session's subscription, or a group that shares one; or, of a cluster,
 * another broker with such subscriptions, its stored sessions, the members of a group there, or sessions that are on their way there.
 */
public sealed interface Target
        permits Subscription, SharedGroup, RemoteBroker, RemoteStore, RemoteMembers, DepartedSessions {}
