package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;

/**
 * Decides commands.
 *
 * <pre>
 *   command ──► decide(image, command, now) ──► Refused                            nothing happens
 *                                         ├──► Unchanged(reply)                   it happened before
 *                                         └──► Accepted(batch, reply)
 *                                                 │ made durable, on all members in the same order
 *                                                 ▼
 *                                       image.replay(batch) ──► the next image
 * </pre>
 *
 * A function of its arguments: no clock, no chance, no order of hash tables. Whoever decides commands one after another without
 * waiting for each to be durable decides each on the image after the batches before it.
 */
public final class Placement {
    private Placement() {}

    /**
     * @param nowMillis wall clock of the leader; may jump. Leases do not hang on it
     */
    public static Decision decide(ClusterImage image, Command command, long nowMillis) {
        try {
            Effects effects = new Effects(image, nowMillis);
            Retries retries = new Retries(effects, command);
            Reply earlier = retries.earlierReply();
            if (earlier != null) {
                return new Decision.Unchanged(earlier);
            }
            Reply reply = apply(effects, command);
            retries.remember(reply);
            return effects.records().isEmpty()
                    ? new Decision.Unchanged(new Reply.Done(image.revision()))
                    : new Decision.Accepted(new RecordBatch(effects.revision(), effects.records()), reply);
        } catch (RefusedException e) {
            return new Decision.Refused(e.refusal());
        }
    }

    private static Reply apply(Effects effects, Command command) {
        if (!effects.image().isFormed() && !(command instanceof Command.FormCluster)) {
            throw RefusedException.of(
                    Reason.CLUSTER_NOT_FORMED,
                    "",
                    "the cluster has no id yet",
                    "Wait until its first members have formed it, and send the command again.");
        }
        return switch (command) {
            case Command.FormCluster form -> NodeRules.form(effects, form);
            case Command.RegisterNode register -> NodeRules.register(effects, register);
            case Command.SetDuty duty -> NodeRules.setDuty(effects, duty);
            case Command.UnregisterNode unregister -> NodeRules.unregister(effects, unregister);
            case Command.ExpireNode expire -> NodeRules.expire(effects, expire);
            case Command.Write write -> ResourceRules.write(effects, write);
            case Command.CreateShardSet create -> ShardRules.create(effects, create);
            case Command.DeleteShardSet delete -> ShardRules.delete(effects, delete);
            case Command.AssignShard assign -> ShardRules.assign(effects, assign);
            case Command.ReportGroup report -> GroupRules.report(effects, report);
            case Command.ChangeGroup change -> GroupRules.change(effects, change);
        };
    }
}
