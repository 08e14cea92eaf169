package io.robustmq.placement.server.process;

import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged member as users start it. */
final class MemberProcess extends ServerProcess {
    private MemberProcess(Path folder, Map<String, String> environment, List<String> within) {
        super(Application.PLACEMENT.jar(), folder, environment, within, List.of());
    }

    /** Starts it with these settings in the environment, and no others. */
    static MemberProcess start(Path folder, Map<String, String> environment) {
        return start(folder, environment, List.of());
    }

    /** @param within a command that becomes the one that is given to it, such as {@code ip netns exec} */
    static MemberProcess start(Path folder, Map<String, String> environment, List<String> within) {
        MemberProcess member = new MemberProcess(folder, environment, within);
        member.start();
        return member;
    }

    @Override
    public MemberProcess awaitReady() {
        super.awaitReady();
        return this;
    }

    /** A call of the admin port, without a body. */
    HttpResponse<String> admin(String method, String path, String token) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + address("admin") + "/admin/v1" + path);
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
