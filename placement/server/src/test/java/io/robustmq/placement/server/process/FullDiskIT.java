package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.process.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one member is full. */
class FullDiskIT {

    private static final int WRITES = 50;
    private static final int CANNOT_START = 1;

    /** A leader's disk and a follower's by the system property {@code rounds}, else one of the two, as the seed has it. */
    private static final int ROUNDS = Integer.getInteger("rounds", 0);

    @TempDir
    Path folder;

    @Test
    void aMemberWhoseDiskIsFullEndsAndTheOthersGoOnAndItComesBackWhenThereIsRoom() throws IOException {
        long seed = RecordedLoad.seed();
        List<SmallDisk> disks = new ArrayList<>();
        Trio trio = new Trio(folder);
        try {
            for (int i = 0; i < 3; i++) {
                disks.add(new SmallDisk(trio.folder(i).resolve("data"), 64));
                trio.with(i, "ROBUSTMQ_RAFT_SNAPSHOT_ENTRIES", "100"); // soon it needs room for one
            }
            try (Trio started = trio.start();
                    Client client = new Client(started.addresses);
                    RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
                load.awaitMore(WRITES);
                for (boolean leads : ROUNDS > 0 ? List.of(true, false) : List.of(seed % 2 == 0)) {
                    int victim = leads ? trio.leader(client) : (trio.leader(client) + 1) % 3;
                    fillsUpAndComesBack(trio.members.get(victim), disks.get(victim), load);
                    load.awaitMoreBy(trio.addresses.get(victim), 1);
                }
                load.stopAndCheck();
                trio.awaitSame(client);
            }
        } finally {
            trio.close();
            disks.forEach(SmallDisk::close);
        }
    }

    private static void fillsUpAndComesBack(MemberProcess member, SmallDisk disk, RecordedLoad load)
            throws IOException {
        disk.fill();
        assertThat(member.awaitExit()).as(member::output).isEqualTo(CANNOT_START);
        assertThat(member.output()).contains("RobustMQ placement: ", "No space left on device");
        load.awaitMore(WRITES);

        member.start();
        assertThat(member.awaitExit()).as(member::output).isEqualTo(CANNOT_START);
        assertThat(member.output()).contains("RobustMQ placement: ", "No space left on device");

        disk.makeRoom();
        member.start();
        member.awaitReady();
    }
}
