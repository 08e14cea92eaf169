package io.robustmq.broker.server.cluster;

import io.robustmq.broker.api.v1.Adopted;
import io.robustmq.broker.api.v1.Ask;
import io.robustmq.broker.api.v1.Claim;
import io.robustmq.broker.api.v1.ClientIdMessage;
import io.robustmq.broker.api.v1.GiveUp;
import io.robustmq.broker.api.v1.GivenUp;
import io.robustmq.broker.api.v1.Granted;
import io.robustmq.broker.api.v1.Owned;
import io.robustmq.broker.api.v1.Refused;
import io.robustmq.broker.api.v1.Released;
import io.robustmq.broker.core.cluster.OwnerMessage;
import org.jspecify.annotations.Nullable;

/** What brokers say of client ids, on the wire. */
final class ClientIdMessages {

    private ClientIdMessages() {}

    static ClientIdMessage of(OwnerMessage message) {
        ClientIdMessage.Builder built = ClientIdMessage.newBuilder();
        switch (message) {
            case OwnerMessage.Claim m ->
                built.setClaim(Claim.newBuilder()
                        .setViewId(m.viewId())
                        .setTicket(m.ticket())
                        .setClientId(m.clientId()));
            case OwnerMessage.Granted m ->
                built.setGranted(Granted.newBuilder()
                        .setTicket(m.ticket())
                        .setClientId(m.clientId())
                        .setIsNotStored(!m.mayBeStored()));
            case OwnerMessage.Refused m ->
                built.setRefused(Refused.newBuilder().setTicket(m.ticket()).setClientId(m.clientId()));
            case OwnerMessage.GiveUp m ->
                built.setGiveUp(GiveUp.newBuilder().setNumber(m.number()).setClientId(m.clientId()));
            case OwnerMessage.GivenUp m ->
                built.setGivenUp(GivenUp.newBuilder().setNumber(m.number()).setClientId(m.clientId()));
            case OwnerMessage.Released m ->
                built.setReleased(
                        Released.newBuilder().setClientId(m.clientId()).setIsOver(m.isOver()));
            case OwnerMessage.Adopted m ->
                built.setAdopted(Adopted.newBuilder()
                        .setViewId(m.viewId())
                        .setRoutesNumber(m.routesNumber())
                        .setIsWhole(m.isWhole()));
            case OwnerMessage.Ask m -> built.setAsk(Ask.newBuilder().setViewId(m.viewId()));
            case OwnerMessage.Owned m ->
                built.setOwned(Owned.newBuilder()
                        .setViewId(m.viewId())
                        .addAllClientIds(m.clientIds())
                        .setIsFirst(m.isFirst())
                        .setIsLast(m.isLast()));
        }
        return built.build();
    }

    /** Returns null for one of a later release. */
    static @Nullable OwnerMessage message(ClientIdMessage from) {
        return switch (from.getMessageCase()) {
            case CLAIM ->
                new OwnerMessage.Claim(
                        from.getClaim().getViewId(),
                        from.getClaim().getTicket(),
                        from.getClaim().getClientId());
            case GRANTED ->
                new OwnerMessage.Granted(
                        from.getGranted().getTicket(),
                        from.getGranted().getClientId(),
                        !from.getGranted().getIsNotStored());
            case REFUSED ->
                new OwnerMessage.Refused(
                        from.getRefused().getTicket(), from.getRefused().getClientId());
            case GIVE_UP ->
                new OwnerMessage.GiveUp(
                        from.getGiveUp().getNumber(), from.getGiveUp().getClientId());
            case GIVEN_UP ->
                new OwnerMessage.GivenUp(
                        from.getGivenUp().getNumber(), from.getGivenUp().getClientId());
            case RELEASED ->
                new OwnerMessage.Released(
                        from.getReleased().getClientId(), from.getReleased().getIsOver());
            case ADOPTED ->
                new OwnerMessage.Adopted(
                        from.getAdopted().getViewId(),
                        from.getAdopted().getRoutesNumber(),
                        from.getAdopted().getIsWhole());
            case ASK -> new OwnerMessage.Ask(from.getAsk().getViewId());
            case OWNED ->
                new OwnerMessage.Owned(
                        from.getOwned().getViewId(),
                        from.getOwned().getClientIdsList(),
                        from.getOwned().getIsFirst(),
                        from.getOwned().getIsLast());
            case MESSAGE_NOT_SET -> null;
        };
    }
}
