package io.robustmq.placement.state.model;

/** What operators write as it is, and brokers follow. */
public sealed interface Resource extends Entity
        permits ConfigEntry, Tenant, User, AclRule, BlockRule, RewriteRule, AutoSubscribeRule, Schema, SchemaBinding {}
