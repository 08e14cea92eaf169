package io.robustmq.operator.app.servers;

/** Why a server has not done what it was asked for; for people. What is to be done is asked for again, as long as it is wanted. */
public final class ServersException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ServersException(String message) {
        super(message);
    }
}
