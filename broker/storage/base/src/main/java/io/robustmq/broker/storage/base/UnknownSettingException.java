package io.robustmq.broker.storage.base;

import java.util.Collection;
import java.util.List;

/** A setting has a value, and the adapter has no such setting. */
public final class UnknownSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<KnownSetting> known;

    UnknownSettingException(String name, Collection<KnownSetting> known) {
        super("there is no setting " + name + "; there are "
                + known.stream().map(KnownSetting::name).toList());
        this.known = List.copyOf(known);
    }

    /** All settings the adapter has, in the order of their names. */
    public List<KnownSetting> known() {
        return known;
    }
}
