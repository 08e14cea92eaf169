package io.robustmq.journal.client;

import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.ReplicaStatus;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.api.v1.StatusRequest;
import io.robustmq.journal.api.v1.StatusResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who leads each group, as far as is known: what servers say when they are asked for their status, all at once, or when they refuse.
 * Thread-safe.
 */
final class Leaders {
    private static final int WAITS_AN_ATTEMPT = 4;

    private final ClientSettings settings;
    private final Channels channels;
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> servers;

    Leaders(ClientSettings settings, Channels channels) {
        this.settings = settings;
        this.channels = channels;
        this.servers = new LinkedHashSet<>(settings.servers());
    }

    /** The address of who leads; fails if nobody says. */
    CompletableFuture<String> of(String group) {
        synchronized (this) {
            String leader = known.get(group);
            if (leader != null) {
                return CompletableFuture.completedFuture(leader);
            }
        }
        return ask(group);
    }

    /** That one does not lead, or is away; another may, as it said. */
    synchronized void wrong(String group, String address, String said) {
        if (address.equals(known.get(group))) {
            known.remove(group);
        }
        if (!said.isEmpty() && !said.equals(address)) {
            known.putIfAbsent(group, said);
        }
    }

    private synchronized List<String> servers() {
        return List.copyOf(servers);
    }

    private CompletableFuture<String> ask(String group) {
        List<CompletableFuture<@Nullable GroupStatus>> answers = new ArrayList<>();
        for (String server : servers()) {
            answers.add(statusOf(server).handle((status, fault) -> status == null ? null : of(group, status)));
        }
        CompletableFuture<String> found = new CompletableFuture<>();
        answers.forEach(answer -> answer.thenAccept(status -> {
            if (status != null
                    && status.getRole() == Role.LEADER
                    && !status.getLeaderAddress().isEmpty()) {
                learn(group, status, status.getLeaderAddress());
                found.complete(status.getLeaderAddress());
            }
        }));
        CompletableFuture<@Nullable Void> enough = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        // who is cut off, or stopped, holds nobody up: those who answer are asked again, and may have a leader by then
        long longest = settings.attempt().toMillis() / WAITS_AN_ATTEMPT;
        enough.completeOnTimeout(null, longest, TimeUnit.MILLISECONDS).thenRun(() -> {
            Optional<GroupStatus> best = answers.stream()
                    .map(answer -> answer.getNow(null))
                    .filter(status ->
                            status != null && !status.getLeaderAddress().isEmpty())
                    .map(status -> status)
                    .max(java.util.Comparator.comparingLong(GroupStatus::getTerm));
            if (best.isPresent()) {
                learn(group, best.get(), best.get().getLeaderAddress());
                found.complete(best.get().getLeaderAddress());
            } else {
                found.completeExceptionally(JournalException.of(
                        io.robustmq.journal.api.v1.Reason.NOT_LEADER,
                        "no server says who leads group " + group,
                        false));
            }
        });
        return found;
    }

    CompletableFuture<StatusResponse> statusOf(String server) {
        return statusOf(server, settings.attempt().toMillis());
    }

    private CompletableFuture<StatusResponse> statusOf(String server, long longestMillis) {
        Answer<StatusResponse> answer = new Answer<>();
        JournalGrpc.newStub(channels.of(server))
                .withDeadlineAfter(longestMillis, TimeUnit.MILLISECONDS)
                .status(StatusRequest.getDefaultInstance(), answer);
        return answer.future();
    }

    /** Whether a server says that it leads a group; false, too, if it does not say anything within half an attempt. */
    CompletableFuture<Boolean> isLed(String group, String address) {
        return statusOf(address, settings.attempt().toMillis() / 2).handle((status, fault) -> {
            GroupStatus its = status == null ? null : of(group, status);
            return its != null && its.getRole() == Role.LEADER;
        });
    }

    private static @Nullable GroupStatus of(String group, StatusResponse status) {
        return status.getGroupsList().stream()
                .filter(one -> one.getGroup().equals(group))
                .findFirst()
                .orElse(null);
    }

    private synchronized void learn(String group, GroupStatus status, String leader) {
        known.put(group, leader);
        status.getReplicasList().stream().map(ReplicaStatus::getAddress).forEach(servers::add);
    }
}
