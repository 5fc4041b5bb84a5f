package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.helm.Kubelet.RunningPod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the manifests say is run: arguments, configuration, environment, Secrets and keys as they are mounted, against a broker with
 * TLS, client certificates and SASL. Probes are answered, the chart's own test heals, and SIGTERM ends what runs as it should.
 */
@Tag("kafka")
class DeploymentTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void shouldRunWhatTheManifestsSayAndHeal() throws Exception {
        try (SecuredKafka kafka = SecuredKafka.start(folder)) {
            Manifests manifests = Chart.withHooks(folder.resolve("chart")).render(kafka.values(), values());
            try (Kubelet kubelet = new Kubelet(manifests, kafka.secrets(), folder.resolve("node"))) {
                makesTopicsAndSaysWhichFirst(kubelet);
                List<RunningPod> pods = new ArrayList<>();
                for (String component : List.of("policies", "core", "ingest", "api", "executor-default")) {
                    pods.add(kubelet.start("rel-farrier-" + component));
                }
                try {
                    pods.forEach(DeploymentTest::answersItsProbes);
                    assertThat(kubelet.run("rel-farrier-test", "heal"))
                            .as(() -> log(kubelet, "rel-farrier-test", "heal"))
                            .isZero();
                    assertThat(log(kubelet, "rel-farrier-test", "heal")).contains("farrier-helm-test-default: healed");
                    RunningPod api = pods.get(3);
                    answersUnderTheNameOfItsService(manifests, api);
                    drains(manifests, api, pods.get(4));
                    for (RunningPod pod : pods) {
                        endsInTime(pod);
                    }
                } catch (Throwable failed) {
                    StringBuilder logs = new StringBuilder(String.valueOf(failed.getMessage()));
                    for (RunningPod pod : pods) {
                        logs.append("\n").append(pod.pod().name()).append(":\n").append(Files.readString(pod.log()));
                    }
                    throw new AssertionError(logs.toString(), failed);
                }
            }
        }
    }

    /** The executor has 40 s to drain; the action takes longer than the 7 s that it would have without. */
    private String values() {
        return """
                log: {format: text}
                kafka: {config: {default.api.timeout.ms: 60000}}   # a machine that does much else
                topics: {replicationFactor: 1, partitions: {events: 1, signals: 1, audit: 1}}
                executors: {terminationGracePeriodSeconds: 60}
                policies:
                  files:
                    slow.yaml: |
                      apiVersion: farrier.dev/v1
                      kind: Source
                      metadata: {name: app}
                      spec: {receiver: events}
                      ---
                      apiVersion: farrier.dev/v1
                      kind: Inventory
                      metadata: {name: hosts}
                      spec: {resources: [{name: web-1, site: default}]}
                      ---
                      apiVersion: farrier.dev/v1
                      kind: RemediationPolicy
                      metadata: {name: slow}
                      spec:
                        match:
                          - {name: stuck, sources: [app], matchers: ['name="stuck"']}
                          - {name: fine, sources: [app], matchers: ['name="fine"']}
                        clears: {of: fine}
                        detect: {each: {of: stuck}, groupBy: [host]}
                        target: {resource: '{group.host}'}
                        remediate: [{name: slowly, risk: harmless, steps: [{action: slowly}]}]
                        escalate: [{action: slowly}]
                      ---
                      apiVersion: farrier.dev/v1
                      kind: Action
                      metadata: {name: slowly}
                      spec:
                        process: {argv: [sh, -c, 'touch %1$s/began; sleep 12; touch %1$s/ended']}
                        timeout: 30s
                        onWorkerLoss: escalate
                """.formatted(folder);
    }

    private static void makesTopicsAndSaysWhichFirst(Kubelet kubelet) throws Exception {
        assertThat(kubelet.runJob("rel-farrier-topics"))
                .as(() -> log(kubelet, "rel-farrier-topics", "plan") + log(kubelet, "rel-farrier-topics", "create"))
                .isZero();
        assertThat(log(kubelet, "rel-farrier-topics", "plan"))
                .contains("farrier.commands.default")
                .contains("would be created")
                .doesNotContain("WARN");
        assertThat(log(kubelet, "rel-farrier-topics", "create")).contains("created");
        // as at the next upgrade
        assertThat(kubelet.runJob("rel-farrier-topics")).isZero();
        assertThat(log(kubelet, "rel-farrier-topics", "plan")).doesNotContain("would be created");
    }

    private static void answersItsProbes(RunningPod pod) {
        var container = pod.container();
        await(pod.pod().name() + " started")
                .atMost(LONG_ENOUGH)
                .ignoreExceptions()
                .until(() -> pod.passes(container.getStartupProbe().getHttpGet()));
        await(pod.pod().name() + " is ready")
                .atMost(LONG_ENOUGH)
                .ignoreExceptions()
                .until(() -> pod.passes(container.getLivenessProbe().getHttpGet())
                        && pod.passes(container.getReadinessProbe().getHttpGet()));
        await().ignoreExceptions().until(() -> pod.status("/metrics") == 200);
    }

    private static void answersUnderTheNameOfItsService(Manifests manifests, RunningPod api) throws IOException {
        String request = "GET /api/v1/incidents?state=all";
        for (String host :
                List.of("rel-farrier-api", "rel-farrier-api.ops.svc", "rel-farrier-api.ops.svc.cluster.local:8460")) {
            assertThat(answer(api, request, host, token(manifests), "")).startsWith("HTTP/1.1 200");
        }
        assertThat(answer(api, request, "rel-farrier-api", "wrong", "")).startsWith("HTTP/1.1 401");
        assertThat(answer(api, request, "elsewhere", token(manifests), "")).startsWith("HTTP/1.1 421");
    }

    private static String token(Manifests manifests) {
        String encoded =
                manifests.get(Secret.class, "rel-farrier-token").getData().get("token");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /** The JDK's client lets nobody say which host is asked. */
    private static String answer(RunningPod pod, String request, String host, String token, String body)
            throws IOException {
        try (Socket socket = new Socket(pod.address(), pod.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("""
                    %s HTTP/1.1
                    Host: %s
                    Authorization: Bearer %s
                    Content-Type: application/json
                    Content-Length: %d
                    Connection: close

                    %s""".formatted(request, host, token, body.length(), body)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void drains(Manifests manifests, RunningPod api, RunningPod executor) throws Exception {
        assertThat(answer(
                        api,
                        "POST /api/v1/receivers/events/app",
                        "rel-farrier-api",
                        token(manifests),
                        "{\"name\": \"stuck\", \"labels\": {\"host\": \"web-1\"}}"))
                .startsWith("HTTP/1.1 202");
        await().atMost(LONG_ENOUGH).until(() -> Files.exists(folder.resolve("began")));

        executor.process().destroy();

        assertThat(executor.process().waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("ended")).as("what ran was not cut off").exists();
        await().atMost(LONG_ENOUGH)
                .ignoreExceptions()
                .until(() -> answer(api, "GET /api/v1/incidents?state=all", "rel-farrier-api", token(manifests), "")
                        .contains("\"verifying\""));
    }

    private static void endsInTime(RunningPod pod) throws InterruptedException {
        pod.process().destroy();
        assertThat(pod.process().waitFor(pod.pod().spec().getTerminationGracePeriodSeconds(), TimeUnit.SECONDS))
                .as(pod.pod().name())
                .isTrue();
        assertThat(pod.process().exitValue()).as(pod.pod().name()).isIn(0, 143);
    }

    @Test
    void shouldFailTheInstallWhenKafkaCantBeReached() throws Exception {
        Manifests manifests =
                Chart.withHooks(folder.resolve("chart")).render("kafka: {bootstrapServers: '127.0.0.1:1'}");
        try (Kubelet kubelet = new Kubelet(manifests, Map.of(), folder.resolve("node"))) {
            assertThat(kubelet.run("rel-farrier-topics", "plan")).isEqualTo(3);
            assertThat(log(kubelet, "rel-farrier-topics", "plan")).contains("127.0.0.1:1");
        }
    }

    private static String log(Kubelet kubelet, String pod, String container) {
        try {
            return kubelet.log(pod, container);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
