package io.robustmq.placement.client.image;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Kind;

/**
 * What an entry is known by.
 *
 * @param tenant empty for kinds that belong to none
 * @param name as in {@link EntryRef}
 */
public record EntryKey(Kind kind, String tenant, String name) {
    private static final String DEFAULT_TENANT = "default";

    public static EntryKey of(EntryRef ref) {
        return switch (ref.getKind()) {
            case USER, ACL_RULE, BLOCK_RULE, REWRITE_RULE, AUTO_SUBSCRIBE_RULE, SCHEMA, SCHEMA_BINDING ->
                ofTenant(ref.getKind(), ref.getTenant(), ref.getName());
            case NODE, GROUP, SHARD_SET, SHARD, CONFIG, TENANT, KIND_UNSPECIFIED, UNRECOGNIZED ->
                new EntryKey(ref.getKind(), "", ref.getName());
        };
    }

    /** The key of an entry; of one of a kind this release does not know, {@link Kind#KIND_UNSPECIFIED}. */
    public static EntryKey of(Entry entry) {
        return switch (entry.getEntryCase()) {
            case NODE -> new EntryKey(Kind.NODE, "", entry.getNode().getNodeId());
            case GROUP ->
                new EntryKey(
                        Kind.GROUP,
                        "",
                        Integer.toUnsignedString(entry.getGroup().getGroupId()));
            case SHARD_SET ->
                new EntryKey(Kind.SHARD_SET, "", entry.getShardSet().getName());
            case SHARD ->
                new EntryKey(
                        Kind.SHARD,
                        "",
                        entry.getShard().getSet() + "/" + entry.getShard().getIndex());
            case CONFIG -> new EntryKey(Kind.CONFIG, "", entry.getConfig().getKey());
            case TENANT -> new EntryKey(Kind.TENANT, "", entry.getTenant().getName());
            case USER ->
                ofTenant(Kind.USER, entry.getUser().getTenant(), entry.getUser().getName());
            case ACL_RULE ->
                ofTenant(
                        Kind.ACL_RULE,
                        entry.getAclRule().getTenant(),
                        entry.getAclRule().getName());
            case BLOCK_RULE ->
                ofTenant(
                        Kind.BLOCK_RULE,
                        entry.getBlockRule().getTenant(),
                        entry.getBlockRule().getName());
            case REWRITE_RULE ->
                ofTenant(
                        Kind.REWRITE_RULE,
                        entry.getRewriteRule().getTenant(),
                        entry.getRewriteRule().getName());
            case AUTO_SUBSCRIBE_RULE ->
                ofTenant(
                        Kind.AUTO_SUBSCRIBE_RULE,
                        entry.getAutoSubscribeRule().getTenant(),
                        entry.getAutoSubscribeRule().getName());
            case SCHEMA ->
                ofTenant(
                        Kind.SCHEMA,
                        entry.getSchema().getTenant(),
                        entry.getSchema().getName());
            case SCHEMA_BINDING ->
                ofTenant(
                        Kind.SCHEMA_BINDING,
                        entry.getSchemaBinding().getTenant(),
                        entry.getSchemaBinding().getTopicFilter());
            case ENTRY_NOT_SET -> new EntryKey(Kind.KIND_UNSPECIFIED, "", "");
        };
    }

    /** As the wire names it. */
    public EntryRef toRef() {
        return EntryRef.newBuilder()
                .setKind(kind)
                .setTenant(tenant)
                .setName(name)
                .build();
    }

    private static EntryKey ofTenant(Kind kind, String tenant, String name) {
        return new EntryKey(kind, tenant.isEmpty() ? DEFAULT_TENANT : tenant, name);
    }
}
