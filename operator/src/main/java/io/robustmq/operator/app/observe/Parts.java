package io.robustmq.operator.app.observe;

import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.rollout.wanted.Role;

/** What the model calls a part, and the rollout a role; and the names of their pods. */
public final class Parts {

    private Parts() {}

    public static Part of(Role role) {
        return switch (role) {
            case PLACEMENT -> Part.PLACEMENT;
            case JOURNAL -> Part.JOURNAL;
            case BROKER -> Part.BROKER;
        };
    }

    public static Role role(Part part) {
        return switch (part) {
            case PLACEMENT -> Role.PLACEMENT;
            case JOURNAL -> Role.JOURNAL;
            case BROKER -> Role.BROKER;
        };
    }

    public static String pod(Names names, Role role, int ordinal) {
        return names.of(of(role)) + "-" + ordinal;
    }

    public static String claim(Names names, Role role, int ordinal) {
        return "data-" + pod(names, role, ordinal);
    }

    /** What stands behind the last hyphen; -1 if it is not {@code name} that stands before it. */
    public static int ordinal(String name, String pod) {
        if (!pod.startsWith(name + "-")) {
            return -1;
        }
        String number = pod.substring(name.length() + 1);
        return number.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(number) : -1;
    }
}
