package dev.farrier.app.service;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.Closer;
import dev.farrier.app.PeriodicTask;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.Version;
import dev.farrier.app.Wiring;
import dev.farrier.app.config.PolicySettings;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.app.monitor.BundleMeters;
import dev.farrier.app.monitor.ChannelMonitor;
import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.app.monitor.RequiredChannels;
import dev.farrier.app.monitor.SiteMonitor;
import dev.farrier.app.monitor.SourceLossMonitor;
import dev.farrier.app.policies.GitPolicies;
import dev.farrier.app.policies.PolicyReports;
import dev.farrier.app.watchdog.WatchdogTasks;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.git.GitRepository;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.PlannedTopic;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.channel.ChannelReader;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.client.MarkerWriter;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.stream.client.PublisherLease;
import dev.farrier.stream.core.CommandSigner;
import dev.farrier.telemetry.Meters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All roles of one process: started in the order in which they need each other, closed the other way round. */
public final class FarrierService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FarrierService.class);
    /** Of the 10 s that stopping takes at most, unless an executor waits for longer. */
    private static final Duration STOP_WITHIN = Duration.ofMillis(9_500);
    /** After an executor has waited for what runs, it writes its records. */
    private static final Duration AFTER_DRAIN = Duration.ofMillis(2_500);

    private static final Duration UNRECOVERABLE_AFTER = Duration.ofMinutes(5);
    private static final Duration FIRST_POLICIES = Duration.ofSeconds(60);
    /** A host that was not told of for an hour is forgotten. */
    private static final Duration TELL_HOST_EVERY = Duration.ofMinutes(10);

    private static final Duration CHECK_CLUSTER_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Settings settings;
    private final PrometheusMeterRegistry registry;
    private final Closer open = new Closer();
    private final List<ServiceComponent> parts = new CopyOnWriteArrayList<>();
    private final MetricsReporter metrics;
    private final ClockGuard clockGuard = new ClockGuard(InstantSource.system());
    private volatile String phase = "starting";
    private @Nullable PolicyFeed feed;
    private @Nullable HttpComponent http;
    private volatile @Nullable ClusterGuard guard;
    private volatile @Nullable GitPolicies git;
    private volatile @Nullable StreamsComponent streams;

    private FarrierService(Settings settings, PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
        this.metrics = new MetricsReporter(registry, InstantSource.system());
        Meters.POLICIES_REFUSED.count(registry, 0);
        Meters.BUILD.gauge(
                registry,
                () -> 1,
                Version.text(),
                settings.roles().stream().map(Role::text).sorted().collect(Collectors.joining(",")));
        Meters.READY.gauge(registry, () -> isReady() ? 1 : 0);
        if (settings.has(Role.CORE)) {
            metrics.registerDecider();
            Meters.BUNDLES_REFUSED.count(registry, 0);
            Meters.HALTED.gauge(registry, () -> metrics.halts(ScopeKind.ALL));
            for (ScopeKind kind : ScopeKind.values()) {
                Meters.HALTS.gauge(registry, () -> metrics.halts(kind), Texts.code(kind));
            }
            Meters.CALL_WAITS.gauge(registry, () -> metrics.standing().callWaits());
            Meters.CHANNELS_STUCK.gauge(
                    registry, () -> metrics.standing().stuckChannels().size());
        }
    }

    /**
     * Starts all roles of these settings; {@link #isReady} says when they work. When one can't be started, or the thread is
     * interrupted, all are closed again.
     *
     * @param createTopics makes the topics that are missing; else a missing one is an error
     * @throws InvalidPoliciesException when the role policies finds policies that cannot be used
     * @throws IOException when a port, a key or a folder cannot be used; the message says which
     * @throws IllegalStateException when topics are missing or unusable, or no policies come; the message says what to do
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker refuses, or has not answered for {@code cluster.wait}, or stops to answer later in the start
     * @throws dev.farrier.stream.admin.KafkaTooOldException when the broker is older than Farrier is tried with
     */
    public static FarrierService start(Settings settings, PrometheusMeterRegistry registry, boolean createTopics)
            throws InvalidPoliciesException, IOException {
        FarrierService service = new FarrierService(settings, registry);
        try {
            service.startAll(createTopics);
            service.phase = "";
            return service;
        } catch (InvalidPoliciesException | IOException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void startAll(boolean createTopics) throws InvalidPoliciesException, IOException {
        Preload.begin(settings);
        ClientConfig client = Wiring.clientConfig(settings);
        Topics topics = Wiring.topics(settings);
        Cluster cluster = open.quick(new Cluster(client));
        String clusterId = KafkaWait.untilItAnswers(settings.clusterWait(), () -> {
            cluster.check();
            return cluster.id();
        });
        ClusterGuard clusterGuard =
                ClusterGuard.admit(settings.dataDir(), settings.clusterId(), clusterId, settings.bootstrapServers());
        guard = clusterGuard;
        open.quick(PeriodicTask.start("farrier-cluster", CHECK_CLUSTER_EVERY, () -> clusterGuard.check(cluster::id)));
        KafkaWait.untilItAnswers(settings.clusterWait(), cluster::transactionRisk)
                .ifPresent(LOG::warn);
        TopicAdmin admin = new TopicAdmin(cluster, topics, Wiring.topicSizes(settings));
        checkTopics(KafkaWait.untilItAnswers(settings.clusterWait(), () -> plan(admin, createTopics)));
        CommandSigner signer = settings.has(Role.CORE) ? Keyring.signer(settings) : null;
        TrustedKeys trusted = settings.has(Role.EXECUTOR) ? Keyring.trusted(settings) : null;

        PolicyFeed policyFeed = open.quick(new PolicyFeed(client, topics));
        feed = policyFeed;
        OperatorProducer operators = open.quick(new OperatorProducer(client, topics, InstantSource.system()));
        // Before components that may wait for long: its health check says what they wait for. And before anything is
        // published: a process that can't listen on its port must not change what others do.
        HttpComponent httpComponent = open.slow(HttpComponent.start(
                settings,
                client,
                topics,
                policyFeed,
                operators,
                this::checks,
                () -> requestFetch(new BundlePublisher(client, topics)),
                metrics,
                registry));
        http = httpComponent;
        parts.add(httpComponent);
        if (settings.has(Role.POLICIES)) {
            publishPolicies(client, topics, policyFeed);
        }
        policyFeed.onChange(
                new BundleMeters(registry, InstantSource.system(), settings.roles(), topics, this::readUpTo)::follow);
        if (settings.has(Role.INGEST)) {
            policyFeed.onChange(
                    bundle -> metrics.sourceLines().follow(bundle.sources().keySet()));
        }
        if (!settings.roles().equals(Set.of(Role.EXECUTOR))) {
            open.quick(PeriodicTask.start("farrier-host", TELL_HOST_EVERY, () -> tellHost(operators)));
        }
        SiteMonitor siteMonitor = null;
        if (settings.has(Role.CORE) || settings.has(Role.INGEST)) {
            StreamsComponent started =
                    open.slow(StreamsComponent.start(settings, client, topics, policyFeed, signer, metrics, registry));
            streams = started;
            parts.add(started);
            awaitPolicies(policyFeed);
            started.begin();
        }
        if (settings.has(Role.CORE)) {
            siteMonitor = open.quick(new SiteMonitor(admin::sites, admin::unusable, operators));
            parts.add(siteMonitor);
            parts.add(open.quick(SourceLossMonitor.start(
                    client,
                    topics,
                    () -> policyFeed
                            .current()
                            .map(bundle -> bundle.sources().keySet())
                            .orElse(Set.of()),
                    operators,
                    registry)));
            open.quick(new MarkerWriter(
                    client,
                    topics,
                    siteMonitor::usable,
                    site -> metrics.standing().isBusy(site),
                    HostNames.name()));
        }
        if (settings.has(Role.CORE) && settings.watchdog().enabled()) {
            open.slow(WatchdogTasks.start(
                    settings.watchdog(), new EventProducer(client, topics), metrics.watchdog(), registry));
        }
        if (settings.has(Role.CORE) || settings.has(Role.INGEST)) {
            parts.add(open.quick(channelMonitor(client, topics, policyFeed, siteMonitor)));
        }
        if (settings.has(Role.INGEST)) {
            EventProducer events = new EventProducer(client, topics);
            parts.add(open.slow(new TailComponent(
                    policyFeed, events, metrics, settings.dataDir().resolve("tails"), HostNames.name())));
        }
        if (trusted != null) {
            parts.add(open.slow(ExecutorComponent.start(settings, client, topics, trusted, registry)));
        }
    }

    /** No destructive rung may act on it; executors say in their reports where they are. */
    private static void tellHost(OperatorProducer operators) {
        try {
            operators.send(new OperatorInput.HostSeen(HostNames.names()));
        } catch (RuntimeException e) {
            LOG.warn("the decider can't be told that this host carries Farrier: {}", e.getMessage());
        }
    }

    private OptionalLong readUpTo(String topic) {
        StreamsComponent part = streams;
        return part == null ? OptionalLong.empty() : part.readUpTo(topic);
    }

    private void publishPolicies(ClientConfig client, Topics topics, PolicyFeed policyFeed)
            throws InvalidPoliciesException {
        PolicySettings policies = settings.policies();
        BundlePublisher publisher = new BundlePublisher(client, topics);
        GitPolicies.registerCounters(registry);
        PolicySettings.GitSettings from = policies.git();
        if (from != null) {
            PublisherLease lease = open.quick(PublisherLease.start(client, topics));
            GitPolicies started = new GitPolicies(
                            new GitRepository(from.remote(), settings.dataDir().resolve("policies-git")),
                            from.every(),
                            publisher,
                            policyFeed,
                            lease::isHeld,
                            registry,
                            InstantSource.system(),
                            HostNames.name())
                    .start();
            git = started;
            parts.add(open.quick(started));
            return;
        }
        Meters.POLICY_FETCH_AGE.gauge(registry, () -> 0);
        if (policies.push()) {
            publisher.report(PolicyReports.ofPush(System.currentTimeMillis()));
        } else {
            PolicyPublisher started = open.quick(PolicyPublisher.start(
                    policies.dir(),
                    policies.poll(),
                    publisher,
                    policyFeed,
                    () -> Meters.POLICIES_REFUSED.count(registry, 1)));
            Meters.POLICIES_OUTDATED.gauge(
                    registry, () -> started.check().state() == ReadinessCheck.CheckState.OK ? 0 : 1);
            parts.add(started);
        }
    }

    /** Of several processes with the role policies another one may be the one that fetches. */
    private void requestFetch(BundlePublisher publisher) {
        GitPolicies source = git;
        if (source == null || !source.fetchNow()) {
            publisher.requestFetch(HostNames.name());
        }
    }

    private ChannelMonitor channelMonitor(
            ClientConfig client, Topics topics, PolicyFeed policyFeed, @Nullable SiteMonitor siteMonitor) {
        return new ChannelMonitor(
                settings.roles(),
                () -> RequiredChannels.of(
                        settings.roles(),
                        topics,
                        policyFeed.current().orElse(null),
                        siteMonitor == null ? Set.of() : siteMonitor.sites()),
                () -> siteMonitor == null ? Map.of() : siteMonitor.unusable(),
                new ChannelReader(client),
                registry);
    }

    private Set<String> ownSites() {
        return settings.has(Role.EXECUTOR) ? Set.of(settings.site()) : Set.of();
    }

    private List<PlannedTopic> plan(TopicAdmin admin, boolean create) {
        return create ? admin.create(ownSites()) : admin.plan(ownSites());
    }

    private void checkTopics(List<PlannedTopic> topics) {
        TreeSet<String> created = new TreeSet<>();
        TreeSet<String> missing = new TreeSet<>();
        TreeSet<String> unusable = new TreeSet<>();
        for (PlannedTopic topic : topics) {
            String name = topic.spec().name();
            switch (topic.state()) {
                case OK -> {}
                case CREATED -> created.add(name);
                case DIFFERS ->
                    LOG.warn("Topic {} has other settings than Farrier needs: {}", name, topic.differences());
                case MISSING -> missing.add(name);
                case UNUSABLE -> unusable.add("topic " + name + " can't be used: " + topic.differences());
            }
        }
        if (!created.isEmpty()) {
            LOG.info("Created topics: {}", String.join(", ", created));
        }
        if (!unusable.isEmpty()) {
            throw new IllegalStateException(String.join("; ", unusable));
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("topics are missing: " + String.join(", ", missing)
                    + "; create them with 'farrier topics create"
                    + (ownSites().isEmpty() ? "" : " --site " + settings.site()) + "', or start with --create-topics");
        }
    }

    /** Policies that can't be used here do not stop the start: the process reports them, obeys a halt, and follows the next ones. */
    private void awaitPolicies(PolicyFeed feed) {
        long deadline = System.nanoTime() + FIRST_POLICIES.toNanos();
        Optional<String> ofSource = Optional.empty();
        while (System.nanoTime() < deadline
                && ofSource.isEmpty()
                && feed.problem().isEmpty()
                && !Thread.currentThread().isInterrupted()) {
            if (feed.awaitFirst(LOOK_EVERY)) {
                return;
            }
            ofSource = sourceProblem(feed);
        }
        Optional<String> found = ofSource;
        String problem = feed.problem()
                .or(() -> found)
                .orElseThrow(() -> new IllegalStateException("no policies have been published within "
                        + FIRST_POLICIES.toSeconds() + " s: start a process with the role policies"));
        LOG.error(
                "Started without policies; Farrier detects and does nothing until policies without errors are "
                        + "published: {}",
                problem);
    }

    /** Why none can come now, though they may later without a restart. */
    private Optional<String> sourceProblem(PolicyFeed feed) {
        if (!feed.awaitUpToDate(LOOK_EVERY) || !feed.commits().isEmpty()) {
            return Optional.empty(); // there are some: they are being read, or compiled
        }
        GitPolicies source = git;
        if (source != null) {
            return source.problem();
        }
        return settings.policies().push()
                ? Optional.of("none have been pushed yet: run 'farrier policy push'")
                : Optional.empty();
    }

    /** The port that HTTP is served on. */
    public int port() {
        return http == null ? 0 : http.port();
    }

    /** The commit in force here; empty while none is. */
    public String commit() {
        return feed == null ? "" : feed.current().map(Bundle::commit).orElse("");
    }

    public List<ReadinessCheck> checks() {
        List<ReadinessCheck> checks = new ArrayList<>();
        Optional<String> problem = feed == null ? Optional.empty() : feed.problem();
        boolean needed = settings.has(Role.CORE) || settings.has(Role.INGEST) || settings.has(Role.API);
        boolean loaded = !commit().isEmpty();
        checks.add(new ReadinessCheck("started", phase.isEmpty(), phase.isEmpty() ? "yes" : phase));
        String policies = problem.orElse(loaded ? commit() : "none loaded yet");
        checks.add(
                loaded || !needed
                        ? ReadinessCheck.noncritical("policies", problem.isEmpty(), policies)
                        : new ReadinessCheck("policies", false, policies));
        parts.forEach(part -> checks.addAll(part.checks()));
        if (feed != null && settings.has(Role.INGEST)) {
            checks.addAll(metrics.sourceLines()
                    .checks(feed.current()
                            .map(bundle -> bundle.sources().keySet())
                            .orElse(Set.of())));
        }
        if (settings.has(Role.CORE)) {
            checks.addAll(metrics.standing().checks());
            List<StandingHalt> halts = metrics.halts();
            String standing = halts.stream().map(StandingHalt::text).collect(Collectors.joining("; "));
            checks.add(ReadinessCheck.noncritical("halt", halts.isEmpty(), halts.isEmpty() ? "no" : standing));
        }
        return checks;
    }

    /**
     * Why this process should end, so that its supervisor starts another: the clock was set back; Kafka is another cluster; or its
     * Streams applications have failed for 5 minutes, and not because Kafka is away. The last is empty while one of them works,
     * or an executor runs here.
     */
    public Optional<String> unrecoverable() {
        String setBack = clockGuard.problem();
        if (!setBack.isEmpty()) {
            return Optional.of(setBack);
        }
        ClusterGuard clusterGuard = guard;
        if (clusterGuard != null && !clusterGuard.problem().isEmpty()) {
            return Optional.of(clusterGuard.problem());
        }
        StreamsComponent part = streams;
        return part == null || settings.has(Role.EXECUTOR) || part.failing().compareTo(UNRECOVERABLE_AFTER) < 0
                ? Optional.empty()
                : Optional.of("nothing has worked for " + part.failing().toMinutes() + " minutes: "
                        + part.check().detail());
    }

    private Duration stopWithin() {
        Duration draining =
                settings.has(Role.EXECUTOR) ? settings.executor().drain().plus(AFTER_DRAIN) : Duration.ZERO;
        return draining.compareTo(STOP_WITHIN) > 0 ? draining : STOP_WITHIN;
    }

    public boolean isReady() {
        return checks().stream().allMatch(ReadinessCheck::ok);
    }

    /** What stands in the way, each with its state; empty when this process is ready. */
    public String notReady() {
        return checks().stream()
                .filter(check -> !check.ok())
                .map(check -> check.name() + ": " + check.detail())
                .collect(Collectors.joining("; "));
    }

    /**
     * Ends everything within 10 s, or {@code executor.drain} and 3 s; a running action that takes longer goes on, and the next
     * worker finds its record.
     */
    @Override
    public void close() {
        phase = "stopping";
        // A thread that was interrupted during the start must still be able to wait for the end.
        boolean interrupted = Thread.interrupted();
        open.close(stopWithin());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
