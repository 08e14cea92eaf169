package io.robustmq.placement.bench.beside;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.stream.IntStream;

/** As many connections to each member as are asked for. */
final class Connections {

    private final List<List<ManagedChannel>> members;

    Connections(List<String> addresses, int each) {
        members = addresses.stream()
                .map(address -> IntStream.range(0, each)
                        .mapToObj(i -> NettyChannelBuilder.forTarget(address)
                                .usePlaintext()
                                .proxyDetector(server -> null)
                                .directExecutor()
                                .disableRetry()
                                .build())
                        .toList())
                .toList();
    }

    /** A connection to one of the members, the next one for the next number. */
    Channel of(int client, int member) {
        List<ManagedChannel> channels = members.get(Math.floorMod(member, members.size()));
        ManagedChannel channel = channels.get(client % channels.size());
        channel.resetConnectBackoff();
        return channel;
    }
}
