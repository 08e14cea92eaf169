package io.robustmq.broker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.cluster.OwnerMessage.Adopted;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wanted is known when everybody in the view has told, and what they told of is here. */
class InterestTest {
    private final Member a = new Member("a", 1, "h:1");
    private final Member b = new Member("b", 2, "h:2");
    private final View both = new View(List.of(a, b));
    private final Interest interest = new Interest();
    private long rowsOfB = PeerRoutes.NOTHING;

    private boolean isWhole() {
        return interest.isWhole(member -> member.equals(a) ? Long.MAX_VALUE : rowsOfB);
    }

    @Test
    void nothingIsKnownWithoutAView() {
        assertThat(isWhole()).isFalse();
    }

    @Test
    void isKnownWhenAllHaveToldAndTheirRowsAreHere() {
        interest.onView(both);
        interest.onAdopted(a, new Adopted(both.id(), 0, true));
        assertThat(isWhole()).isFalse();
        interest.onAdopted(b, new Adopted(both.id(), 5, true));
        rowsOfB = 4;
        assertThat(isWhole()).isFalse();
        rowsOfB = 5;
        assertThat(isWhole()).isTrue();
        rowsOfB = PeerRoutes.NOTHING;
        assertThat(isWhole()).as("its stream is broken").isFalse();
    }

    @Test
    void isNotKnownWhileSomebodyHasNotLoadedWhatItOwns() {
        interest.onView(both);
        rowsOfB = 0;
        interest.onAdopted(a, new Adopted(both.id(), 0, true));
        assertThat(interest.areAllAdopted()).isFalse();
        interest.onAdopted(b, new Adopted(both.id(), 0, false));
        assertThat(interest.areAllAdopted()).isTrue();
        assertThat(isWhole()).isFalse();
        interest.onAdopted(b, new Adopted(both.id(), 0, true));
        assertThat(isWhole()).isTrue();
        interest.onAdopted(b, new Adopted(both.id(), 0, false)); // it has been let have something else
        assertThat(isWhole()).isFalse();
    }

    @Test
    void isToldAnewInEachView() {
        View alone = new View(List.of(a));
        interest.onView(alone);
        interest.onAdopted(a, new Adopted(alone.id(), 0, true));
        assertThat(isWhole()).isTrue();
        interest.onAdopted(b, new Adopted(both.id(), 0, true)); // it is ahead
        rowsOfB = 0;
        interest.onView(both);
        assertThat(isWhole()).isFalse();
        interest.onAdopted(a, new Adopted(both.id(), 1, true));
        assertThat(isWhole()).isTrue();
    }
}
