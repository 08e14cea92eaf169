package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A world with a durable topic, who publishes there, and who asks for its history. */
abstract class Replaying {
    static final Duration A_MOMENT = Duration.ofSeconds(1);
    static final SubscriptionRequest ALL = new SubscriptionRequest("d/#", 2, false, false, 0);

    FakeStorage storage = new FakeStorage(1);
    World world = new Setup().storage(storage).durable("d/#").start();

    final void shards(int count) {
        storage = new FakeStorage(count);
        world = new Setup().storage(storage).durable("d/#").start();
    }

    static Connecting back() {
        return resuming().expiry(3600);
    }

    final Client publisher() {
        return world.client("publisher").connected();
    }

    final Client reader() {
        return world.client("reader").acknowledging();
    }

    static Subscribe from(Client client, String from, SubscriptionRequest... requests) {
        return new Subscribe(client.nextId(), 0, List.of(new UserProperty("from", from)), List.of(requests));
    }

    static SubAck replay(Client client, String from, SubscriptionRequest... requests) {
        client.send(from(client, from, requests));
        return client.take(SubAck.class);
    }

    static SubscriptionRequest request(String filter, int qos) {
        return new SubscriptionRequest(filter, qos, false, false, 0);
    }

    static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    static void publish(Client publisher, int from, int to, int qos) {
        for (String number : numbers(from, to)) {
            publisher.publish("d/t", number, qos);
        }
    }

    static String property(Publish message, String name) {
        return message.properties().userProperties().stream()
                .filter(property -> property.name().equals(name))
                .map(UserProperty::value)
                .findFirst()
                .orElse("none");
    }

    final List<Publish> inTheMiddle(int qos, int payloadBytes) {
        Client publisher = publisher();
        publishMany(publisher, 1, 1000, payloadBytes);
        Client reader = world.client("reader").connected(back().receiveMaximum(10));
        reader.acknowledging().stopsReading();
        reader.mayRead(100L * payloadBytes + 4000);
        reader.send(from(reader, "earliest", request("d/#", qos)));
        List<Publish> first = reader.takeMessages();
        reader.drop();
        publishMany(publisher, 1001, 1100, payloadBytes);
        return first;
    }

    static void publishMany(Client publisher, int from, int to, int payloadBytes) {
        for (int i = from; i <= to; i++) {
            publisher.publish("d/" + i % 5, i + " " + "x".repeat(payloadBytes), 2);
        }
    }

    static String number(Publish message) {
        String text = Client.text(message);
        return text.substring(0, text.indexOf(' '));
    }
}
