package dev.farrier.app.service;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.Routes;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.AllowedHosts;
import dev.farrier.api.access.ApiToken;
import dev.farrier.api.receiver.Authenticator;
import dev.farrier.api.receiver.Receivers;
import dev.farrier.api.route.ApprovalRoutes;
import dev.farrier.api.route.BudgetRoutes;
import dev.farrier.api.route.EffectRoutes;
import dev.farrier.api.route.ExecutorRoutes;
import dev.farrier.api.route.HealthRoutes;
import dev.farrier.api.route.IncidentRoutes;
import dev.farrier.api.route.MaintenanceRoutes;
import dev.farrier.api.route.OperatorRoutes;
import dev.farrier.api.route.PolicyFetchRoutes;
import dev.farrier.api.route.PolicyRoutes;
import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.api.route.SilenceRoutes;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.config.HttpToken;
import dev.farrier.app.config.PolicySettings;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.app.config.Settings.AlertmanagerSettings;
import dev.farrier.app.config.Settings.HttpSettings;
import dev.farrier.app.maintenance.AlertmanagerMaintenance;
import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.HaltScope;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Silence;
import dev.farrier.policy.Bundle;
import dev.farrier.secret.SecretReference;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.stream.runtime.KafkaTime;
import dev.farrier.view.Executors;
import dev.farrier.view.PolicyJson;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: health and metrics in every process, the status of policies in each that has them, and receivers, incidents
 * and orders with the role {@code api}.
 */
final class HttpComponent implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(HttpComponent.class);

    /** Some senders wait no longer than 10 s for a response. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(9);

    private final HttpServer server;
    private final List<AutoCloseable> behind;

    private HttpComponent(HttpServer server, List<AutoCloseable> behind) {
        this.server = server;
        this.behind = behind;
    }

    /** @param fetch looks for a new commit of the policy repository */
    static HttpComponent start(
            Settings settings,
            ClientConfig client,
            Topics topics,
            PolicyFeed feed,
            OperatorProducer operators,
            Supplier<List<ReadinessCheck>> readiness,
            Runnable fetch,
            MetricsReporter metrics,
            PrometheusMeterRegistry registry)
            throws IOException {
        List<Routes> routes = new ArrayList<>();
        List<AutoCloseable> behind = new ArrayList<>();
        routes.add(new HealthRoutes(readiness, registry::scrape));
        if (settings.has(Role.API) || settings.has(Role.INGEST) || settings.has(Role.CORE)) {
            routes.add(new PolicyRoutes(
                    () -> feed.current().map(metrics.policyCounters()::listing),
                    () -> commits(feed),
                    () -> PolicyJson.status(
                            feed.current().map(Bundle::commit).orElse(""),
                            feed.history().report(),
                            feed.history().hold())));
        }
        AccessControl access = access(settings.http());
        PolicySettings.GitSettings git = settings.policies().git();
        if (settings.has(Role.POLICIES) && git != null) {
            SecretReference webhook = git.webhookSecret();
            routes.add(new PolicyFetchRoutes(
                    webhook == null ? null : () -> webhook.resolve(System.getenv()),
                    access,
                    fetch,
                    InstantSource.system()));
        }
        if (settings.has(Role.API)) {
            // Before anything is opened: a token that can't be read ends the start.
            String receiverToken = secret("http.receiverToken", settings.http().receiverToken());
            EventProducer events = new EventProducer(client, topics);
            KafkaIncidents incidents = new KafkaIncidents(client, topics);
            behind.add(events);
            behind.add(incidents);
            Authenticator authenticator = new Authenticator(SecretReference::resolve, receiverToken, access);
            routes.add(new Receivers(
                    () -> feed.current().map(Bundle::sources),
                    (all, letters) -> store(events, all, letters),
                    authenticator,
                    KafkaTime::now,
                    ANSWER_WITHIN,
                    metrics));
            if (!settings.http().onLoopback()) {
                feed.onChange(new OpenReceiverWarning(authenticator, LOG::warn));
            }
            routes.add(new OperatorRoutes(
                    input -> order(operators, incidents, input), incidents, feed::current, ANSWER_WITHIN));
            routes.add(new ApprovalRoutes(
                    input -> order(operators, incidents, input), incidents, feed::current, access, ANSWER_WITHIN));
            InstantSource clock = InstantSource.system();
            BundlePublisher publisher = new BundlePublisher(client, topics);
            Function<OperatorInput, CompletionStage<Void>> tellAll = input -> tellAll(operators, publisher, input);
            Supplier<List<Maintenance>> maintenances = () -> feed.history().orders(Maintenance.class, clock.millis());
            AlertmanagerSettings alertmanager = settings.alertmanager();
            if (alertmanager != null) {
                behind.add(AlertmanagerMaintenance.start(
                        alertmanager,
                        feed::current,
                        maintenances,
                        input -> show(operators, publisher, input),
                        registry));
            }
            routes.add(new SilenceRoutes(
                    tellAll, () -> feed.history().orders(Silence.class, clock.millis()), clock, ANSWER_WITHIN));
            routes.add(new MaintenanceRoutes(tellAll, maintenances, feed::current, clock, ANSWER_WITHIN));
            routes.add(new IncidentRoutes(incidents, () -> feed.history().orders(clock.millis()), clock));
            routes.add(new BudgetRoutes(
                    feed::current, commit -> feed.find(commit, ANSWER_WITHIN), incidents, maintenances, clock));
            EffectReader effects = new EffectReader(new HistoryReader(client, topics), clock);
            routes.add(new EffectRoutes(window -> orUnavailable(() -> effects.effects(window)), feed::current));
            routes.add(new ExecutorRoutes(() -> executors(client, topics, incidents)));
        }
        try {
            HttpConfig http =
                    new HttpConfig(settings.http().host(), settings.http().port(), names(settings.http()), access);
            return new HttpComponent(HttpServer.start(http, routes.toArray(Routes[]::new)), behind);
        } catch (IOException e) {
            closeAll(behind);
            throw e;
        }
    }

    private static List<Map<String, Object>> commits(PolicyFeed feed) {
        return PolicyJson.commits(
                        feed.commits(),
                        feed.current().map(Bundle::commit).orElse(""),
                        feed.history().infos(),
                        feed.history().hold())
                .stream()
                .map(PolicyJson::commit)
                .toList();
    }

    static CompletionStage<Void> store(EventProducer producer, List<Event> events, List<DeadLetter> letters) {
        return CompletableFuture.supplyAsync(() -> producer.send(events, letters), HttpComponent::onItsOwnThread)
                .thenCompose(stored -> stored);
    }

    /** Sends an order to the decider, and, where it can't wait, straight to the workers. */
    private static CompletionStage<Void> order(
            OperatorProducer operators, KafkaIncidents incidents, OperatorInput input) {
        return CompletableFuture.runAsync(
                () -> {
                    switch (input) {
                        case OperatorInput.Halt halt -> halt(operators, halt);
                        case OperatorInput.Resume resume -> operators.resume(HaltScope.ALL, resume.by(), resume.why());
                        case OperatorInput.CancelIncident cancel ->
                            incidents
                                    .byId(cancel.incident())
                                    .ifPresentOrElse(
                                            known -> operators.cancel(known, cancel), () -> operators.send(cancel));
                        default -> operators.send(input);
                    }
                },
                HttpComponent::onItsOwnThread);
    }

    /** The decider obeys it; all others see it among the policies. */
    private static CompletionStage<Void> tellAll(
            OperatorProducer operators, BundlePublisher publisher, OperatorInput input) {
        return CompletableFuture.runAsync(() -> show(operators, publisher, input), HttpComponent::onItsOwnThread);
    }

    private static void show(OperatorProducer operators, BundlePublisher publisher, OperatorInput input) {
        operators.send(input);
        publisher.show(input);
    }

    private static void halt(OperatorProducer operators, OperatorInput.Halt halt) {
        if (halt.ended()) {
            operators.resume(halt.scope(), halt.by(), halt.why());
        } else {
            operators.halt(halt.scope(), halt.calls(), halt.by(), halt.why());
        }
    }

    private static void onItsOwnThread(Runnable task) {
        Thread.ofVirtual().start(task);
    }

    private static List<Executors.ExecutorStatus> executors(
            ClientConfig client, Topics topics, KafkaIncidents incidents) {
        long now = System.currentTimeMillis();
        return orUnavailable(
                () -> Executors.of(new HistoryReader(client, topics).executorReports(now), incidents.all(), now));
    }

    private static <T> T orUnavailable(Supplier<T> read) {
        try {
            return read.get();
        } catch (KafkaUnavailableException e) {
            throw HttpProblem.of(503, "", String.valueOf(e.getMessage()));
        }
    }

    /** The token of {@code http.token} gets the name {@code token} and the role operator. */
    private static AccessControl access(HttpSettings http) throws IOException {
        List<ApiToken> tokens = new ArrayList<>();
        String one = secret("http.token", http.token());
        if (one != null) {
            tokens.add(new ApiToken(AccessControl.SHARED, Set.of(AccessRole.OPERATOR), one));
        }
        for (HttpToken token : http.tokens()) {
            tokens.add(new ApiToken(
                    token.name(), token.roles(), resolve("http.tokens: that of " + token.name(), token.token())));
        }
        try {
            return new AccessControl(tokens);
        } catch (IllegalArgumentException e) {
            throw new IOException("http.tokens: " + e.getMessage(), e);
        }
    }

    private static AllowedHosts names(HttpSettings http) {
        List<String> names = new ArrayList<>(http.hosts());
        if (AllowedHosts.isName(http.host())) {
            names.add(http.host());
        }
        if (!http.onLoopback()) {
            HostNames.names().stream().filter(AllowedHosts::isName).forEach(names::add);
        }
        return new AllowedHosts(names);
    }

    private static String resolve(String key, SecretReference reference) throws IOException {
        try {
            return reference.resolve(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new IOException(key + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable String secret(String key, @Nullable SecretReference reference) throws IOException {
        return reference == null ? null : resolve(key, reference);
    }

    int port() {
        return server.port();
    }

    @Override
    public ReadinessCheck check() {
        return new ReadinessCheck("http", true, "port " + server.port());
    }

    @Override
    public void close() {
        server.close();
        closeAll(behind);
    }

    private static void closeAll(List<AutoCloseable> all) {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                // Nothing is lost: what was acknowledged is on Kafka.
                LOG.debug("closing {}", one, e);
            }
        }
    }
}
