package io.robustmq.broker.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.server.channel.Entrance.Steps;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A socket that nobody takes. */
class EntranceTest {
    private final Admission admission =
            new Admission(new ConnectionLimits(10, 1, 0, 10_000, 0, 0, 1 << 20), System.nanoTime());

    @Test
    void aSocketThatComesWhenItsLaneHasEndedIsClosedAndNotCounted() throws Exception {
        Entrance entrance = new Entrance("tcp", admission, Steps.NONE, 1_000_000_000, 1_000_000_000);
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        NettyLane lane = NettyLane.of(List.of((SingleThreadEventLoop) loops.next()))[0];
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(null);
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
                SocketChannel accepted = server.accept()) {
            client.setSoTimeout(10_000);

            entrance.enter(new NioSocketChannel(accepted), lane);

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            await().until(() -> admission.connections() == 0);
            assertThat(admission.admit(System.nanoTime())).isNull();
            assertThat(admission.admitAddress(client.getLocalAddress().getHostAddress()))
                    .isNull(); // the only one from there
        }
    }
}
