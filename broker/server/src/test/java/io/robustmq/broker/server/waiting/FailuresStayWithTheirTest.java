package io.robustmq.broker.server.waiting;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Turns off that a wait of Awaitility fails with whatever any thread of the process died of meanwhile.
 *
 * <p>Tests run beside each other, and the thread may belong to a client library of another one: Paho's receiver, for one,
 * dies of a null pointer when it is closed while an acknowledgement arrives. The wait that fell was that of a test which uses
 * no such client.
 */
public final class FailuresStayWithTheirTest implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
