package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What operators write: several changes as one, each with the version it expects, none that leaves another in the air. */
final class ResourceRules {
    private final Effects effects;
    private final ClusterImage image;

    /** What this write puts, null for what it deletes. */
    private final Map<Ref, @Nullable Resource> written = new LinkedHashMap<>();

    private ResourceRules(Effects effects) {
        this.effects = effects;
        this.image = effects.image();
    }

    static Reply write(Effects effects, Command.Write command) {
        return new ResourceRules(effects).write(command.changes());
    }

    private Reply write(List<Change> changes) {
        if (changes.isEmpty()) {
            throw RefusedException.of(
                    Reason.MISSING_FIELD, "changes", "changes is empty", "Give 1 to " + Limits.CHANGES_A_WRITE + ".");
        }
        Fields.count("changes", changes.size(), Limits.CHANGES_A_WRITE);
        long chars = 0;
        for (int i = 0; i < changes.size(); i++) {
            chars += apply("changes[" + i + "].", changes.get(i));
        }
        if (chars > Limits.WRITE_CHARS) {
            throw RefusedException.of(
                    Reason.TOO_LARGE,
                    "changes",
                    "the changes have " + chars + " letters in all; at most " + Limits.WRITE_CHARS + " are allowed",
                    "Send several writes.");
        }
        for (int i = 0; i < changes.size(); i++) {
            requireWhole("changes[" + i + "].", changes.get(i));
        }
        return new Reply.Done(effects.revision());
    }

    /** How many letters it has. */
    private long apply(String path, Change change) {
        Ref ref = change.ref();
        long chars = 0;
        if (change instanceof Change.Put put) {
            chars = ResourceChecks.check(path + "put.", put.resource());
        }
        Versioned before = image.find(ref);
        requireVersion(path, ref, before, change.expectedVersion());
        if (written.containsKey(ref)) {
            throw Fields.invalid(path + "put", ref.name(), "another change of this write is about it, too");
        }
        switch (change) {
            case Change.Put put -> {
                requireSameType(path, before, put.resource());
                requireKnowledge(path, before, put);
                if (before == null && image.entities().size() + written.size() >= Limits.ENTITIES) {
                    throw RefusedException.of(
                            Reason.LIMIT_REACHED,
                            path + "put",
                            "there are " + Limits.ENTITIES + " entries already",
                            "Delete some first.");
                }
                written.put(ref, put.resource());
                effects.put(put.resource());
            }
            case Change.Delete delete -> {
                requireDeletable(path, ref, before);
                written.put(ref, null);
                effects.remove(ref);
            }
        }
        return chars;
    }

    private static void requireVersion(String path, Ref ref, @Nullable Versioned before, OptionalLong expectedVersion) {
        if (expectedVersion.isEmpty()) {
            return;
        }
        long expected = expectedVersion.getAsLong();
        long current = before == null ? 0 : before.version();
        if (expected == current) {
            return;
        }
        if (expected == 0) {
            throw RefusedException.of(
                    Reason.ALREADY_EXISTS,
                    path + "expected_version",
                    ref.kind() + " '" + ref.name() + "' is there already, with version " + current,
                    "Expect that version to replace it, or choose another name.");
        }
        throw RefusedException.version(
                path + "expected_version",
                ref.kind() + " '" + ref.name() + "' "
                        + (current == 0 ? "is not there" : "has version " + current + ", not " + expected),
                "Read it again and decide anew.",
                current);
    }

    /**
     * Readers are shown no hashes unless they ask, and a put replaces all of an entry: who has read a user, changed something else and puts it back
     * would lock it out. Who says which version it is about means it.
     */
    private static void requireKnowledge(String path, @Nullable Versioned before, Change.Put put) {
        if (before == null
                || put.expectedVersion().isPresent()
                || !(before.entity() instanceof User old)
                || !(put.resource() instanceof User changed)) {
            return;
        }
        String lost = !old.passwordHash().isEmpty() && changed.passwordHash().isEmpty()
                ? "password_hash"
                : !old.scramSha256().isEmpty() && changed.scramSha256().isEmpty() ? "scram_sha_256" : "";
        if (!lost.isEmpty()) {
            throw RefusedException.of(
                    Reason.MISSING_FIELD,
                    path + "expected_version",
                    "the user '" + old.name() + "' has a " + lost
                            + ", and this put, which replaces all of it, has none",
                    "Read it with with_secrets and put all of it; or, if that is what you want, expect its version, "
                            + before.version() + ".");
        }
    }

    private static void requireSameType(String path, @Nullable Versioned before, Resource resource) {
        if (before != null
                && before.entity() instanceof ConfigEntry old
                && resource instanceof ConfigEntry changed
                && !old.value().type().equals(changed.value().type())) {
            throw RefusedException.of(
                    Reason.TYPE_CHANGED,
                    path + "put.config.value",
                    "the value of '" + old.key() + "' is a " + old.value().type() + ", not a "
                            + changed.value().type(),
                    "Give a value of the same type, or delete the key first.");
        }
    }

    private static void requireDeletable(String path, Ref ref, @Nullable Versioned before) {
        if (before == null) {
            throw RefusedException.of(
                    Reason.NOT_FOUND,
                    path + "delete",
                    "there is no " + ref.kind() + " '" + ref.name() + "'"
                            + (ref.tenant().isEmpty() ? "" : " of tenant '" + ref.tenant() + "'"),
                    "It may be deleted already; names are exact.");
        }
        if (!(before.entity() instanceof Resource)) {
            throw Fields.invalid(path + "delete.kind", ref.kind().name(), "the cluster itself manages this kind");
        }
    }

    /** After all changes: a tenant for everything of a tenant, a schema for every binding. */
    private void requireWhole(String path, Change change) {
        switch (change) {
            case Change.Put put -> {
                requireTenant(path, put.ref());
                if (put.resource() instanceof SchemaBinding binding
                        && !isThere(new Ref(Kind.SCHEMA, binding.tenant(), binding.schema()))) {
                    throw RefusedException.of(
                            Reason.NOT_FOUND,
                            path + "put.schema_binding.schema",
                            "tenant '" + binding.tenant() + "' has no schema '" + binding.schema() + "'",
                            "Put the schema first, or in the same write.");
                }
            }
            case Change.Delete delete -> {
                if (delete.ref().kind() == Kind.TENANT) {
                    requireEmptyTenant(path, delete.ref().name());
                } else if (delete.ref().kind() == Kind.SCHEMA) {
                    requireUnbound(path, delete.ref());
                }
            }
        }
    }

    private void requireTenant(String path, Ref ref) {
        boolean there = !ref.kind().ofTenant()
                || ref.tenant().equals(Tenant.DEFAULT)
                || isThere(Ref.of(Kind.TENANT, ref.tenant()));
        if (!there) {
            throw RefusedException.of(
                    Reason.NOT_FOUND,
                    path + "put.tenant",
                    "there is no tenant '" + ref.tenant() + "'",
                    "Put the tenant first, or in the same write.");
        }
    }

    private void requireEmptyTenant(String path, String tenant) {
        if (tenant.equals(Tenant.DEFAULT)) {
            return;
        }
        for (Kind kind : Kind.values()) {
            if (kind.ofTenant()) {
                Ref used = firstThat(kind, tenant, resource -> true);
                if (used != null) {
                    throw RefusedException.of(
                            Reason.IN_USE,
                            path + "delete",
                            "tenant '" + tenant + "' still has " + kind + " '" + used.name() + "'",
                            "Delete what belongs to the tenant first.");
                }
            }
        }
    }

    private void requireUnbound(String path, Ref schema) {
        Ref bound = firstThat(
                Kind.SCHEMA_BINDING,
                schema.tenant(),
                resource -> resource instanceof SchemaBinding binding
                        && binding.schema().equals(schema.name()));
        if (bound != null) {
            throw RefusedException.of(
                    Reason.IN_USE,
                    path + "delete",
                    "schema '" + schema.name() + "' is bound to '" + bound.name() + "'",
                    "Delete its bindings first.");
        }
    }

    private boolean isThere(Ref ref) {
        return written.containsKey(ref) ? written.get(ref) != null : image.find(ref) != null;
    }

    /** The first of a tenant as it will be after the write. */
    private @Nullable Ref firstThat(Kind kind, String tenant, Predicate<Resource> test) {
        for (Map.Entry<Ref, @Nullable Resource> entry : written.entrySet()) {
            Resource resource = entry.getValue();
            Ref ref = entry.getKey();
            if (resource != null && ref.kind() == kind && ref.tenant().equals(tenant) && test.test(resource)) {
                return ref;
            }
        }
        var from = image.entities().iteratorFrom(new Ref(kind, tenant, ""));
        while (from.hasNext()) {
            var item = from.next();
            Ref ref = item.key();
            if (ref.kind() != kind || !ref.tenant().equals(tenant)) {
                return null;
            }
            if (!written.containsKey(ref)
                    && item.value().entity() instanceof Resource resource
                    && test.test(resource)) {
                return ref;
            }
        }
        return null;
    }
}
