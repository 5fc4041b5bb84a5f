package dev.farrier.app.service;

import dev.farrier.api.Readiness;
import dev.farrier.app.Wiring;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.PlannedTopic;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.telemetry.Meters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All roles of one process: started in the order in which they need each other, closed the other way round. */
public final class FarrierService implements AutoCloseable, Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(FarrierService.class);
    private static final Duration FIRST_POLICIES = Duration.ofSeconds(60);

    private final Settings settings;
    private final PrometheusMeterRegistry registry;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable PolicyFeed feed;
    private @Nullable HttpPart http;

    private FarrierService(Settings settings, PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    /**
     * Starts all roles of these settings. When something does not work, everything is taken down again.
     *
     * @param createTopics makes the topics that are missing; else a missing one is an error
     * @throws PoliciesBrokenException when the role policies finds policies that cannot be used
     * @throws IOException when a port, a key or a folder cannot be used; the message says which
     * @throws IllegalStateException when topics are missing, or no policies come; the message says what to do
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer
     * @throws dev.farrier.stream.admin.KafkaTooOldException when the broker has no share groups
     */
    public static FarrierService start(Settings settings, PrometheusMeterRegistry registry, boolean createTopics)
            throws PoliciesBrokenException, IOException {
        FarrierService service = new FarrierService(settings, registry);
        try {
            service.startAll(createTopics);
            return service;
        } catch (PoliciesBrokenException | IOException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void startAll(boolean createTopics) throws PoliciesBrokenException, IOException {
        ClientConfig client = Wiring.clientConfig(settings);
        Topics topics = Wiring.topics(settings);
        Meters meters = new Meters(registry);
        Cluster cluster = closeLater(new Cluster(client));
        cluster.check();
        TopicAdmin admin = new TopicAdmin(cluster, topics, Wiring.topicSizes(settings));
        checkTopics(admin, createTopics);

        if (settings.has(Role.POLICIES)) {
            Settings.PolicySettings policies = settings.policies();
            add(PolicyPublisher.start(
                    policies.dir(),
                    policies.poll(),
                    new BundlePublisher(client, topics),
                    () -> meters.policiesRefused().increment()));
        }
        PolicyFeed policyFeed = closeLater(new PolicyFeed(client, topics, Compilation::compile));
        feed = policyFeed;
        OperatorProducer operators = closeLater(new OperatorProducer(client, topics, InstantSource.system()));
        if (settings.has(Role.CORE) || settings.has(Role.INGEST)) {
            awaitPolicies(policyFeed);
            Counting counting = new Counting(meters);
            add(StreamsPart.start(settings, client, topics, policyFeed, counting, registry));
        }
        if (settings.has(Role.CORE)) {
            add(new SiteWatch(admin::sites, operators));
        }
        if (settings.has(Role.EXECUTOR)) {
            add(ExecutorPart.start(settings, client, topics));
        }
        HttpPart httpPart = HttpPart.start(settings, client, topics, policyFeed, operators, this, registry);
        http = httpPart;
        add(httpPart);
    }

    private void checkTopics(TopicAdmin admin, boolean create) {
        Set<String> sites = settings.has(Role.EXECUTOR) ? Set.of(settings.site()) : Set.of();
        List<PlannedTopic> topics = create ? admin.create(sites) : admin.plan(sites);
        TreeSet<String> missing = new TreeSet<>();
        for (PlannedTopic topic : topics) {
            if (topic.status() == PlannedTopic.Status.MISSING) {
                missing.add(topic.spec().name());
            } else if (!topic.differences().isEmpty()) {
                LOG.warn("Topic {} is not as it should be: {}", topic.spec().name(), topic.differences());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("topics are missing: " + String.join(", ", missing)
                    + "; make them with 'farrier topics create"
                    + (sites.isEmpty() ? "" : " --site " + settings.site()) + "', or start with --create-topics");
        }
    }

    private static void awaitPolicies(PolicyFeed feed) {
        if (!feed.awaitFirst(FIRST_POLICIES)) {
            throw new IllegalStateException(feed.problem()
                    .orElse("no policies have been published within " + FIRST_POLICIES.toSeconds()
                            + " s: start a process with the role policies"));
        }
    }

    /** The port that HTTP is served on. */
    public int port() {
        return http == null ? 0 : http.port();
    }

    /** The commit in force here; empty while none is. */
    public String commit() {
        return feed == null ? "" : feed.current().map(Bundle::commit).orElse("");
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        Optional<String> problem = feed == null ? Optional.empty() : feed.problem();
        boolean needed = settings.has(Role.CORE) || settings.has(Role.INGEST) || settings.has(Role.API);
        boolean loaded = !commit().isEmpty();
        checks.add(new Check("policies", loaded || !needed, problem.orElse(loaded ? commit() : "none loaded yet")));
        List<Part> now;
        synchronized (parts) {
            now = List.copyOf(parts);
        }
        now.forEach(part -> checks.add(part.check()));
        return checks;
    }

    private void add(Part part) {
        closeLater(part);
        synchronized (parts) {
            parts.add(part);
        }
    }

    private <T extends AutoCloseable> T closeLater(T closeable) {
        closing.push(closeable);
        return closeable;
    }

    /** Ends everything within 10 s; an action that is running is waited for, or left to its record. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            AutoCloseable next = closing.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("{} did not close: {}", next.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
