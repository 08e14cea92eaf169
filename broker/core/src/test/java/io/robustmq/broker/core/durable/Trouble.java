package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import java.time.Duration;

/** A world whose storage may fail, stand still or be unsure, and from which a killed broker comes back. */
abstract class Trouble {
    static final Duration A_MOMENT = Duration.ofSeconds(1);

    FakeStorage storage = new FakeStorage(1);
    World world = new Setup().storage(storage).start();

    /** Begins anew, with so many shards. */
    final void shards(int count) {
        storage = new FakeStorage(count);
        world = new Setup().storage(storage).start();
    }

    /** How a client connects whose session is to last. */
    static Connecting back() {
        return resuming().expiry(3600);
    }

    final Client client(String id) {
        return world.client(id);
    }
}
