package io.robustmq.placement.raft;

import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
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

    /** A change of members that was begun may be in the log although this member does not lead any more. */
    public static @Nullable Void requireChanged(@Nullable RaftClientReply reply, @Nullable Throwable fault) {
        if (reply == null || !reply.isSuccess()) {
            throw unchanged(reply == null ? fault : reply.getException());
        }
        return null;
    }

    public static RuntimeException unchanged(@Nullable Throwable fault) {
        Throwable cause = cause(fault);
        return switch (cause) {
            case LeaderNotReadyException _, LeaderSteppingDownException _ -> new NotLeadingException(null);
            case ReconfigurationInProgressException _, SetConfigurationException _ ->
                new ChangeRefusedException(ChangeRefusedException.Why.ANOTHER_CHANGE, message(cause));
            case ReconfigurationTimeoutException _ ->
                new ChangeRefusedException(ChangeRefusedException.Why.NOT_CAUGHT_UP, message(cause));
            case null, default -> new OutcomeUnknownException("the change of members failed (" + message(cause) + ")");
        };
    }

    /** What a future failed with, without the wrappings that each step of it adds. */
    public static @Nullable Throwable cause(@Nullable Throwable fault) {
        Throwable cause = fault;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    public static void requireDone(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException(message(reply.getException()));
        }
    }

    private static String message(@Nullable Throwable fault) {
        return fault == null ? "no reason was given" : String.valueOf(fault.getMessage());
    }
}
