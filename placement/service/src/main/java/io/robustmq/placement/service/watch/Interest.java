package io.robustmq.placement.service.watch;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.PersistentMap;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher wants to know of.
 *
 * @param kinds empty for every kind
 * @param tenant empty for every tenant; kinds that belong to none are not concerned
 */
public record Interest(Set<Kind> kinds, String tenant) {

    public Interest {
        kinds = Set.copyOf(kinds);
    }

    /**
     * What an image has of it, by kind, tenant and name. Looks at nothing else, however much there is: all watchers share one thread.
     */
    Iterator<Versioned> in(ClusterImage image) {
        return in(image.entities()::iteratorFrom);
    }

    /** @param from what an image has, in order, from a place on */
    Iterator<Versioned> in(Function<Ref, Iterator<PersistentMap.Item<Ref, Versioned>>> from) {
        List<Span> spans = new ArrayList<>();
        for (Kind kind : kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds)) {
            String of = kind.ofTenant() ? tenant : "";
            spans.add(new Span(
                    from.apply(new Ref(kind, of, "")),
                    ref -> ref.kind() == kind && (of.isEmpty() || ref.tenant().equals(of))));
        }
        return new Walk(spans);
    }

    /** Neighbours: from where the items begin, as long as they are within. */
    private record Span(Iterator<PersistentMap.Item<Ref, Versioned>> items, Predicate<Ref> within) {}

    /** One span after the other. */
    private static final class Walk implements Iterator<Versioned> {
        private final Iterator<Span> spans;
        private @Nullable Span span;
        private @Nullable Versioned next;

        Walk(List<Span> spans) {
            this.spans = spans.iterator();
            advance();
        }

        private void advance() {
            next = null;
            while (next == null) {
                if (span == null) {
                    if (!spans.hasNext()) {
                        return;
                    }
                    span = spans.next();
                }
                PersistentMap.Item<Ref, Versioned> item =
                        span.items().hasNext() ? span.items().next() : null;
                if (item != null && span.within().test(item.key())) {
                    next = item.value();
                } else {
                    span = null;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Versioned next() {
            Versioned current = next;
            if (current == null) {
                throw new NoSuchElementException();
            }
            advance();
            return current;
        }
    }

    boolean isEverything() {
        return kinds.isEmpty() && tenant.isEmpty();
    }

    boolean covers(Ref ref) {
        return (kinds.isEmpty() || kinds.contains(ref.kind()))
                && (tenant.isEmpty() || ref.tenant().isEmpty() || ref.tenant().equals(tenant));
    }
}
