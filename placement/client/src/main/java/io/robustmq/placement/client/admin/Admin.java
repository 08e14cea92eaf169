package io.robustmq.placement.client.admin;

import io.grpc.StatusException;
import io.robustmq.placement.api.v1.AddLearnerRequest;
import io.robustmq.placement.api.v1.BackupRequest;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Consistency;
import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MembersRequest;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.PromoteRequest;
import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RemoveRequest;
import io.robustmq.placement.api.v1.RestoreOptions;
import io.robustmq.placement.api.v1.RestoreResponse;
import io.robustmq.placement.api.v1.TransferLeadershipRequest;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.Failure;
import io.robustmq.placement.client.fault.Failures;
import io.robustmq.placement.client.fault.PlacementException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * What {@code placement/run admin} does: looks after a running placement centre from the command line. Answers go to one stream, and what is
 * wrong to the other.
 */
public final class Admin {

    /** The word that asks for it, before all others. */
    public static final String NAME = "admin";

    /** Members ask each other before they change, and wait for those that do not answer. */
    private static final Duration ONE_TRY = Duration.ofSeconds(15);

    private static final int DONE = 0;
    private static final int NOT_DONE = 1;
    private static final int NOT_UNDERSTOOD = 64;

    private final List<String> addresses;
    private final PrintStream out;
    private final PrintStream err;

    private Admin(List<String> addresses, PrintStream out, PrintStream err) {
        this.addresses = addresses;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what the words say, and waits for it.
     *
     * @return the exit code: 0 done, 1 refused or not reached, 64 not understood
     */
    public static int run(List<String> words, PrintStream out, PrintStream err) {
        CommandLine line;
        try {
            line = CommandLine.of(words);
        } catch (CommandLine.NotUnderstoodException e) {
            err.println(e.getMessage() + "\n\n" + CommandLine.USAGE);
            return NOT_UNDERSTOOD;
        }
        Admin admin = new Admin(line.addresses(), out, err);
        try {
            return admin.perform(line.task());
        } catch (IOException e) {
            err.println(e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return NOT_DONE;
    }

    private int perform(Task task) throws IOException, InterruptedException {
        return switch (task) {
            case Task.Status _ -> status();
            case Task.Members _ -> members();
            case Task.Backup backup -> backup(backup);
            case Task.Restore restore -> restore(restore);
            case Task.Add add ->
                members(
                        Rpc.ADD_LEARNER,
                        AddLearnerRequest.newBuilder()
                                .setMember(Member.newBuilder()
                                        .setMemberId(add.memberId())
                                        .setClientAddress(add.clientAddress())
                                        .setPeerAddress(add.peerAddress()))
                                .build());
            case Task.Promote promote ->
                members(
                        Rpc.PROMOTE,
                        PromoteRequest.newBuilder()
                                .setMemberId(promote.memberId())
                                .build());
            case Task.Remove remove ->
                members(
                        Rpc.REMOVE,
                        RemoveRequest.newBuilder()
                                .setMemberId(remove.memberId())
                                .build());
            case Task.Transfer transfer -> transfer(transfer.memberId());
            case Task.CheckSpeed check -> ask(client -> out.println(new SpeedCheck(client).run(check.time())));
        };
    }

    // ---- asked of each member itself

    /** @return 0 if one has answered */
    private int status() {
        StatusTable table = new StatusTable();
        Deque<String> toAsk = new ArrayDeque<>(addresses);
        Set<String> asked = new HashSet<>();
        while (!toAsk.isEmpty()) {
            String address = toAsk.removeFirst();
            if (!asked.add(address)) {
                continue;
            }
            try (Streams member = new Streams(address)) {
                var status = member.status();
                if (table.add(status)) {
                    status.getMembersList()
                            .forEach(other -> toAsk.add(other.getMember().getClientAddress()));
                }
            } catch (StatusException fault) {
                table.silent(address, failure(fault).text());
            }
        }
        table.lines().forEach(out::println);
        return table.hasAnswers() ? DONE : NOT_DONE;
    }

    // ---- asked of whoever leads

    private int members() {
        return ask(client -> show(client.call(Rpc.MEMBERS, MembersRequest.getDefaultInstance())
                .toCompletableFuture()
                .join()));
    }

    private <Q> int members(Rpc<Q, MembersResponse> change, Q request) {
        return ask(client ->
                show(client.call(change, request).toCompletableFuture().join()));
    }

    private void show(MembersResponse response) {
        StatusTable.lines(response).forEach(out::println);
    }

    private int transfer(String memberId) {
        TransferLeadershipRequest request =
                TransferLeadershipRequest.newBuilder().setMemberId(memberId).build();
        return ask(client -> {
            var response = client.call(Rpc.TRANSFER_LEADERSHIP, request)
                    .toCompletableFuture()
                    .join();
            out.println(response.getLeaderId() + " leads, in term " + response.getTerm());
        });
    }

    private interface Question {
        void ask(PlacementClient client);
    }

    private int ask(Question question) {
        try (PlacementClient client =
                PlacementClient.open(ClientSettings.of(addresses).withTryTimeout(ONE_TRY))) {
            question.ask(client);
            return DONE;
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof PlacementException refused)) {
                throw e;
            }
            return refuse(String.valueOf(refused.getMessage()), refused.advice());
        }
    }

    // ---- the state, as a file

    private int backup(Task.Backup task) throws IOException, InterruptedException {
        BackupRequest request = BackupRequest.newBuilder()
                .setOptions(ReadOptions.newBuilder()
                        .setConsistency(
                                task.stale() ? Consistency.CONSISTENCY_STALE : Consistency.CONSISTENCY_LINEARIZABLE))
                .build();
        Failure last = null;
        for (String address : addresses) {
            try (Streams member = new Streams(address)) {
                long entries = member.backup(request, task.file());
                out.println(entries + " entries of " + address + " are in " + task.file());
                return DONE;
            } catch (StatusException fault) {
                last = failure(fault);
                err.println(address + ": " + last.text());
            }
        }
        return last instanceof Failure.Refused refused
                ? refuse("no backup", refused.error().getAdvice())
                : refuse("no backup", "");
    }

    /** Goes to whoever leads: a member that does not has done nothing, and says who does. */
    private int restore(Task.Restore task) throws IOException, InterruptedException {
        RestoreOptions options = RestoreOptions.newBuilder()
                .setHeader(CommandHeader.newBuilder()
                        .setIdempotencyKey(UUID.randomUUID().toString()))
                .setOverwrite(task.overwrite())
                .setKeepClusterId(task.keepClusterId())
                .build();
        Deque<String> toAsk = new ArrayDeque<>(addresses);
        Set<String> asked = new HashSet<>();
        PlacementError error = PlacementError.getDefaultInstance();
        while (!toAsk.isEmpty()) {
            String address = toAsk.removeFirst();
            if (!asked.add(address)) {
                continue;
            }
            try (Streams member = new Streams(address)) {
                return restored(member.restore(options, task.file()), task.file());
            } catch (StatusException fault) {
                Failure failure = failure(fault);
                err.println(address + ": " + failure.text());
                if (failure instanceof Failure.Refused refused) {
                    error = refused.error();
                    if (error.getReason() != Reason.NOT_LEADER) {
                        break;
                    }
                    if (!error.getLeaderAddress().isEmpty()) {
                        toAsk.addFirst(error.getLeaderAddress());
                    }
                }
            }
        }
        return refuse("nothing is restored, as far as is known here: status tells the revision", error.getAdvice());
    }

    private int restored(RestoreResponse response, Path file) {
        out.println(response.getEntries() + " entries of " + file + " are the state of cluster "
                + response.getClusterId() + ", at revision " + response.getRevision());
        return DONE;
    }

    private static Failure failure(StatusException fault) {
        return Failures.of(fault.getStatus(), fault.getTrailers(), true);
    }

    private int refuse(String why, String advice) {
        err.println(advice.isEmpty() ? why : why + "\n" + advice);
        return NOT_DONE;
    }
}
