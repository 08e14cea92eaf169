package io.robustmq.broker.core.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether this broker knows of all stored sessions what they want: in a new view not before every member has told that it has taken up
 * what nobody owned and loaded what it owns, and its rows are here with all that. Who does not know writes all messages of QoS 1 and 2 to
 * the log.
 *
 * <p>For one thread.
 */
public final class Interest {
    private final Map<Member, OwnerMessage.Adopted> told = new HashMap<>();
    private View view = View.EMPTY;

    /** There is another view. */
    public void onView(View next) {
        view = next;
        told.keySet().removeIf(member -> !next.contains(member));
    }

    /** A member has told; it may be ahead of this broker with the view. */
    public void onAdopted(Member from, OwnerMessage.Adopted message) {
        told.put(from, message);
    }

    /** Whether every member has told that it has taken up what nobody owned: then this broker has heard of all that homes gave it before. */
    public boolean areAllAdopted() {
        return view.members().stream().allMatch(member -> isOfView(told.get(member)));
    }

    private boolean isOfView(OwnerMessage.@Nullable Adopted message) {
        return message != null && message.viewId() == view.id();
    }

    /**
     * Whether everything is known.
     *
     * @param rows the number of each member's rows that are here; {@link PeerRoutes#NOTHING} if they are not, or are not known to be
     *     as they are there
     */
    public boolean isWhole(ToLongFunction<Member> rows) {
        if (view.members().isEmpty()) {
            return false;
        }
        for (Member member : view.members()) {
            OwnerMessage.Adopted known = told.get(member);
            if (known == null
                    || !isOfView(known)
                    || !known.isWhole()
                    || rows.applyAsLong(member) < known.routesNumber()) {
                return false;
            }
        }
        return true;
    }
}
