package dev.farrier.benchmarks.kafka.deployment;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.Percentiles;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code rollout}: from a commit in the Git repository, about which a webhook tells at once, to the moment at which every process
 * reports that commit as the one in force.
 */
public final class RolloutHarness implements Harness {
    private static final int PROCESSES = 3;
    private static final String SECRET = "benchmark-webhook-secret";
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    /** Farrier fetches at most once in 2 s: a commit that comes sooner after the one before would measure this pause. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private static final List<String> SMALL_HEAP = List.of("-Xms64m", "-Xmx1g");
    private static final int ACCEPTED = 202;

    @Override
    public String name() {
        return "rollout";
    }

    @Override
    public String about() {
        return "from a Git commit to the moment at which it is in force in three processes";
    }

    @Override
    public String usage() {
        return "[--commits N] [--policies N]";
    }

    @Override
    public String run(Arguments arguments) throws Exception {
        int commits = (int) arguments.number("--commits", 40);
        int policies = (int) arguments.number("--policies", 100);
        arguments.end();
        try (Broker broker = Broker.start();
                PolicyRepository repository = new PolicyRepository(broker.home().resolve("repository"), policies);
                HttpClient http = HttpClient.newHttpClient()) {
            broker.createTopics();
            Path secret = Files.writeString(broker.home().resolve("webhook-secret"), SECRET);
            String first = repository.commit();
            List<Service> services = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    services.add(Service.start(
                            broker,
                            "farrier-" + i,
                            "policies, ingest, core, api",
                            SMALL_HEAP,
                            List.of(
                                    "policies.git.url: '" + repository.url() + "'",
                                    "policies.git.every: 10m",
                                    "policies.git.webhookSecret: file:" + secret)));
                }
                for (Service service : services) {
                    service.awaitReady();
                }
                Rollout rollout = new Rollout(services, http);
                rollout.await(first);
                long[] millis = new long[commits];
                for (int i = 0; i < commits; i++) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                    millis[i] = rollout.measure(repository.commit());
                    ProgressLog.log("commit " + (i + 1) + " of " + commits + ": " + millis[i] + " ms");
                }
                return report(policies, new Percentiles(millis));
            } finally {
                services.forEach(Service::close);
            }
        }
    }

    private static String report(int policies, Percentiles millis) {
        return MarkdownTable.of(List.of(
                List.of("policies", "commits", "p50 ms", "p95 ms", "max ms"),
                List.of(
                        Integer.toString(policies),
                        Integer.toString(millis.count()),
                        MarkdownTable.number(millis.at(0.5)),
                        MarkdownTable.number(millis.at(0.95)),
                        MarkdownTable.number(millis.at(1)))));
    }

    private record Rollout(List<Service> services, HttpClient http) {
        /** Milliseconds from now until the commit is in force in each process. */
        long measure(String commit) throws IOException, InterruptedException {
            long begin = System.nanoTime();
            HttpRequest webhook = HttpRequest.newBuilder(services.getFirst().uri("/api/v1/policies/fetch"))
                    .header("X-Gitlab-Token", SECRET)
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            int status =
                    http.send(webhook, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != ACCEPTED) {
                throw new IllegalStateException("the webhook was answered with " + status);
            }
            await(commit);
            return Duration.ofNanos(System.nanoTime() - begin).toMillis();
        }

        void await(String commit) throws IOException, InterruptedException {
            long until = System.nanoTime() + AT_MOST.toNanos();
            for (Service service : services) {
                HttpRequest ask = HttpRequest.newBuilder(service.uri("/readyz")).build();
                while (!http.send(ask, HttpResponse.BodyHandlers.ofString())
                        .body()
                        .contains("\"" + commit + "\"")) {
                    service.mustLive();
                    if (System.nanoTime() > until) {
                        throw new IllegalStateException("not in force after " + AT_MOST.toSeconds() + " s");
                    }
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
        }
    }
}
