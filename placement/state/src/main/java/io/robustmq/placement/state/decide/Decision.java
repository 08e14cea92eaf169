package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Refusal;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.record.RecordBatch;

/** What becomes of a command. */
public sealed interface Decision {

    /**
     * It can be done, and is once the batch is replayed.
     *
     * @param batch to be made durable before it is replayed and the reply is given
     */
    record Accepted(RecordBatch batch, Reply reply) implements Decision {}

    /**
     * There is nothing to do: it was done before. The reply may be given once what the image holds is durable.
     *
     * @param reply the one of then if the command was applied under the same idempotency key
     */
    record Unchanged(Reply reply) implements Decision {}

    /** Nothing is done. */
    record Refused(Refusal refusal) implements Decision {}
}
