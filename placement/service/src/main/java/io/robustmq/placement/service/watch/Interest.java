package io.robustmq.placement.service.watch;

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

    /** Before every other. */
    static final Ref FIRST = new Ref(EnumSet.allOf(Kind.class).iterator().next(), "", "");

    public Interest {
        kinds = Set.copyOf(kinds);
    }

    /**
     * What it covers of something that is in the order of {@link Ref}s, from a place on. Looks at nothing else, however much there is: all watchers
     * share one thread.
     *
     * @param start {@link #FIRST} for all
     * @param from what there is, in order, from a place on
     * @param ref of what is given
     */
    <T> Iterator<T> in(Ref start, Function<Ref, Iterator<T>> from, Function<T, Ref> ref) {
        List<Span<T>> spans = new ArrayList<>();
        for (Kind kind : kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds)) {
            if (kind.compareTo(start.kind()) >= 0) {
                String of = kind.ofTenant() ? tenant : "";
                Ref begin = new Ref(kind, of, "");
                spans.add(new Span<>(
                        from.apply(begin.compareTo(start) < 0 ? start : begin),
                        item -> isWithin(ref.apply(item), kind, of)));
            }
        }
        return new Walk<>(spans);
    }

    private static boolean isWithin(Ref ref, Kind kind, String tenant) {
        return ref.kind() == kind && (tenant.isEmpty() || ref.tenant().equals(tenant));
    }

    /** Neighbours: from where the items begin, as long as they are within. */
    private record Span<T>(Iterator<T> items, Predicate<T> within) {}

    /** One span after the other. */
    private static final class Walk<T> implements Iterator<T> {
        private final Iterator<Span<T>> spans;
        private @Nullable Span<T> span;
        private @Nullable T next;

        Walk(List<Span<T>> spans) {
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
                T item = span.items().hasNext() ? span.items().next() : null;
                if (item != null && span.within().test(item)) {
                    next = item;
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
        public T next() {
            T current = next;
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
