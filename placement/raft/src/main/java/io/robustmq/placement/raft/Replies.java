package io.robustmq.placement.raft;

import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.jspecify.annotations.Nullable;

/** What the log's answers mean to a caller. */
public final class Replies {

    private Replies() {}

    /**
     * The log says that it does not lead both before it took an entry and after, when the entry may be on other members; only
     * where it certainly was not taken is that said.
     */
    public static void requireWritten(RaftClientReply reply) {
        if (reply.isSuccess()) {
            return;
        }
        RaftException fault = reply.getException();
        if (fault instanceof LeaderNotReadyException || fault instanceof LeaderSteppingDownException) {
            throw new NotLeadingException(null);
        }
        throw new OutcomeUnknownException("the leader changed while the entry was replicated (" + message(fault) + ")");
    }

    public static void requireRead(RaftClientReply reply, Supplier<@Nullable Member> leader) {
        if (!reply.isSuccess()) {
            throw new NotLeadingException(leader.get());
        }
    }

    public static void requireDone(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException(message(reply.getException()));
        }
    }

    private static String message(@Nullable RaftException fault) {
        return fault == null ? "no reason was given" : String.valueOf(fault.getMessage());
    }
}
