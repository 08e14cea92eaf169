package io.robustmq.broker.storage.s3.store;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket, through Amazon's client on Netty. The client tries again by itself what can be tried again. */
public final class S3ObjectStore implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final int LOOPS = 2;
    private static final int QUIET_MILLIS = 100;
    private static final int LIST_AT_A_TIME = 1_000;

    private final S3Access access;
    private final S3AsyncClient client;
    private final EventLoopGroup loops;

    public S3ObjectStore(S3Access access) {
        this.access = access;
        this.loops = new NioEventLoopGroup(LOOPS, new DefaultThreadFactory("storage-s3-client", true));
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .region(Region.of(access.region()))
                .forcePathStyle(access.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(limits -> limits.apiCallAttemptTimeout(access.timeout())
                        .apiCallTimeout(access.timeout().multipliedBy(2)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(SdkEventLoopGroup.create(loops))
                        .maxConcurrency(access.connections())
                        .maxPendingConnectionAcquires(access.waitingRequests())
                        .connectionAcquisitionTimeout(access.timeout())
                        .connectionTimeout(access.timeout())
                        .readTimeout(access.timeout())
                        .writeTimeout(access.timeout()));
        if (!access.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(access.endpoint()));
        }
        if (!access.accessKey().isEmpty()) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(access.accessKey(), access.secretKey())));
        }
        this.client = builder.build();
    }

    @Override
    public CompletionStage<Boolean> putNew(String name, byte[] content) {
        return named(client.putObject(
                        put -> put.bucket(access.bucket()).key(name).ifNoneMatch("*"),
                        AsyncRequestBody.fromBytesUnsafe(content))
                .handle((put, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(true);
                    }
                    int status = status(failure);
                    return status == PRECONDITION_FAILED
                            ? CompletableFuture.completedFuture(false)
                            : CompletableFuture.<Boolean>failedFuture(failure);
                })
                .thenCompose(stage -> stage));
    }

    @Override
    public CompletionStage<Void> put(String name, byte[] content) {
        return named(client.putObject(
                        put -> put.bucket(access.bucket()).key(name), AsyncRequestBody.fromBytesUnsafe(content))
                .thenAccept(put -> {}));
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String name) {
        return named(client.getObject(get -> get.bucket(access.bucket()).key(name), AsyncResponseTransformer.toBytes())
                .handle((ResponseBytes<GetObjectResponse> got, Throwable failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(Optional.of(got.asByteArrayUnsafe()));
                    }
                    return isNotThere(failure)
                            ? CompletableFuture.completedFuture(Optional.<byte[]>empty())
                            : CompletableFuture.<Optional<byte[]>>failedFuture(failure);
                })
                .thenCompose(stage -> stage));
    }

    @Override
    public CompletionStage<byte[]> get(String name, long position, int length) {
        String range = "bytes=" + position + "-" + (position + length - 1);
        return named(client.getObject(
                        get -> get.bucket(access.bucket()).key(name).range(range), AsyncResponseTransformer.toBytes())
                .handle((ResponseBytes<GetObjectResponse> got, Throwable failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(got.asByteArrayUnsafe());
                    }
                    return CompletableFuture.<byte[]>failedFuture(isNotThere(failure) ? lost(name, failure) : failure);
                })
                .thenCompose(stage -> stage));
    }

    private StorageException lost(String name, Throwable failure) {
        return new StorageException(
                Kind.FAILED,
                "The object " + name + " is not in the object store (" + access + "): put it back",
                failure);
    }

    @Override
    public CompletionStage<List<Listed>> list(String prefix, String after, int most) {
        return named(client.listObjectsV2(list -> {
                    list.bucket(access.bucket()).prefix(prefix).maxKeys(Math.min(most, LIST_AT_A_TIME));
                    if (!after.isEmpty()) {
                        list.startAfter(after);
                    }
                })
                .thenApply((ListObjectsV2Response answer) -> answer.contents().stream()
                        .map(object -> new Listed(object.key(), object.size()))
                        .toList()));
    }

    @Override
    public CompletionStage<Void> delete(List<String> names) {
        if (names.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        List<ObjectIdentifier> objects = names.stream()
                .map(name -> ObjectIdentifier.builder().key(name).build())
                .toList();
        return named(client.deleteObjects(delete -> delete.bucket(access.bucket())
                        .delete(Delete.builder().objects(objects).quiet(true).build()))
                .thenAccept((DeleteObjectsResponse answer) -> {
                    if (answer.hasErrors()) {
                        throw new StorageException(
                                Kind.UNAVAILABLE,
                                "The object store has not deleted "
                                        + answer.errors().getFirst().key() + ": "
                                        + answer.errors().getFirst().message());
                    }
                }));
    }

    @Override
    public void close() {
        client.close();
        loops.shutdownGracefully(QUIET_MILLIS, access.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public String toString() {
        return access.toString();
    }

    /** With failures as the storage layer names them. */
    private <T> CompletionStage<T> named(CompletableFuture<T> stage) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(name(failure));
            }
        });
        return answer;
    }

    private StorageException name(Throwable failure) {
        Throwable cause = StorageFailures.unwrapped(failure);
        if (cause instanceof StorageException storage) {
            return storage;
        }
        Kind kind = status(cause) == INSUFFICIENT_STORAGE ? Kind.FULL : Kind.UNAVAILABLE;
        return new StorageException(
                kind, "The object store (" + access + ") says: " + StorageFailures.says(cause), cause);
    }

    private static int status(@Nullable Throwable failure) {
        return StorageFailures.unwrapped(failure) instanceof S3Exception s3 ? s3.statusCode() : 0;
    }

    private static boolean isNotThere(Throwable failure) {
        return StorageFailures.unwrapped(failure) instanceof NoSuchKeyException;
    }
}
