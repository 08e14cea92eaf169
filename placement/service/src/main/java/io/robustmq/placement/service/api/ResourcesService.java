package io.robustmq.placement.service.api;

import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.GetResponse;
import io.robustmq.placement.api.v1.ListRequest;
import io.robustmq.placement.api.v1.ListResponse;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.api.v1.WriteResponse;
import io.robustmq.placement.service.convert.FromMessage;
import io.robustmq.placement.service.convert.ToMessage;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.util.function.Predicate;

/** Reading every kind of entry, and writing those that operators write. */
public final class ResourcesService extends ResourcesGrpc.ResourcesImplBase {

    private final Desk<?> desk;

    public ResourcesService(Desk<?> desk) {
        this.desk = desk;
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.Write(Desk.key(request.getHeader()), FromMessage.changes(request.getChangesList())),
                        Reply.class,
                        reply -> WriteResponse.newBuilder()
                                .setRevision(reply.revision())
                                .build()));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        Desk.answer(observer, () -> {
            Ref ref = FromMessage.ref(request.getRef(), "ref");
            return desk.centre()
                    .read(request.getOptions())
                    .thenApply(image -> get(image, ref, request.getWithSecrets()));
        });
    }

    private static GetResponse get(ClusterImage image, Ref ref, boolean secrets) {
        Versioned found = image.find(ref);
        if (found == null) {
            throw Fault.field(
                    Reason.NOT_FOUND,
                    "ref",
                    "there is no " + ref.kind() + " " + (ref.tenant().isEmpty() ? "" : ref.tenant() + "/") + ref.name(),
                    "List tells what there is");
        }
        return GetResponse.newBuilder()
                .setEntry(ToMessage.entry(found, secrets))
                .setRevision(image.revision())
                .build();
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
        Desk.answer(observer, () -> {
            Kind kind = FromMessage.kind(request.getKind(), "kind");
            if (!kind.ofTenant() && !request.getTenant().isEmpty()) {
                throw Fault.field(
                        Reason.INVALID_FIELD,
                        "tenant",
                        "is " + request.getTenant() + ", but " + kind + " belongs to no tenant",
                        "leave it empty");
            }
            if (kind.ofTenant()
                    && request.getTenant().isEmpty()
                    && !request.getNamePrefix().isEmpty()) {
                throw Fault.field(
                        Reason.MISSING_FIELD, "tenant", "is missing", "a prefix of names needs the tenant they are of");
            }
            return desk.centre().read(request.getOptions()).thenApply(image -> list(image, kind, request));
        });
    }

    private static ListResponse list(ClusterImage image, Kind kind, ListRequest request) {
        String tenant = request.getTenant();
        String prefix = request.getNamePrefix();
        Predicate<Ref> within = ref -> ref.kind() == kind
                && (tenant.isEmpty() || ref.tenant().equals(tenant))
                && ref.name().startsWith(prefix);
        Pages.Page page = Pages.of(image, request.getPage(), new Ref(kind, tenant, prefix), within, versioned -> true);
        ListResponse.Builder response = ListResponse.newBuilder().setPage(page.info());
        page.entries().forEach(entry -> response.addEntries(ToMessage.entry(entry, request.getWithSecrets())));
        return response.build();
    }
}
