package io.robustmq.placement.bench.beside;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** etcd 3: the few fields of its messages that are needed, by their numbers. */
final class Etcd implements Target {

    private static final MethodDescriptor<byte[], byte[]> PUT = method(MethodType.UNARY, "etcdserverpb.KV/Put");
    private static final MethodDescriptor<byte[], byte[]> WATCH =
            method(MethodType.BIDI_STREAMING, "etcdserverpb.Watch/Watch");

    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int RANGE_END = 2;
    private static final int CREATE_REQUEST = 1;
    private static final int CREATED = 3;
    private static final int EVENTS = 11;

    @Override
    public void put(Channel member, String key, String value, Duration deadline, StreamObserver<Object> answer) {
        byte[] request = message(out -> {
            out.writeByteArray(KEY, bytes(key));
            out.writeByteArray(VALUE, bytes(value));
        });
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(member.newCall(PUT, options), request, Answers.of(answer));
    }

    @Override
    public void watch(Channel member, String prefix, Runnable started, Changed changed) {
        byte[] end = bytes(prefix);
        end[end.length - 1]++;
        byte[] create = message(out -> {
            out.writeByteArray(KEY, bytes(prefix));
            out.writeByteArray(RANGE_END, end);
        });
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                member.newCall(WATCH, CallOptions.DEFAULT),
                Answers.each((byte[] answer) -> onWatch(answer, started, changed)));
        requests.onNext(message(out -> out.writeByteArray(CREATE_REQUEST, create)));
    }

    private static void onWatch(byte[] answer, Runnable started, Changed changed) {
        int events = 0;
        try {
            CodedInputStream in = CodedInputStream.newInstance(answer);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == EVENTS) {
                    events++;
                } else if (WireFormat.getTagFieldNumber(tag) == CREATED) {
                    started.run();
                }
                in.skipField(tag);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (events > 0) {
            changed.changed(events);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.newBuilder(Bytes.AS_THEY_ARE, Bytes.AS_THEY_ARE)
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        AS_THEY_ARE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
