package io.robustmq.broker.server.placement;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.User;
import java.util.List;

/** What only a broker can tell of a write before it is decided: that a hash is one it can check passwords with. */
final class BrokerChecks {

    private BrokerChecks() {}

    /** @throws Fault that names the field */
    static void check(Command command) {
        if (command instanceof Command.Write write) {
            List<Change> changes = write.changes();
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i) instanceof Change.Put put) {
                    check("changes[" + i + "].put.", put.resource());
                }
            }
        }
    }

    private static void check(String path, Resource resource) {
        switch (resource) {
            case User user -> secret(path + "user.", user);
            case AclRule _ -> {}
            case BlockRule _ -> {}
            case ConfigEntry _ -> {}
            case Tenant _ -> {}
            case RewriteRule _ -> {}
            case AutoSubscribeRule _ -> {}
            case Schema _ -> {}
            case SchemaBinding _ -> {}
        }
    }

    private static void secret(String path, User user) {
        try {
            KeptRules.user(user);
        } catch (KeptRules.BadField e) {
            throw Fault.field(
                    Reason.NOT_A_HASH,
                    path + e.field(),
                    String.valueOf(e.getMessage()),
                    "hash the password where it is entered; plain text is never stored");
        }
    }
}
