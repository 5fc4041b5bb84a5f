package dev.farrier.app.maintenance;

import dev.farrier.app.PeriodicTask;
import dev.farrier.app.config.Settings.AlertmanagerSettings;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Resource;
import dev.farrier.model.Texts;
import dev.farrier.model.TimedOrder;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import dev.farrier.policy.order.OrderLimits;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a maintenance for each active silence of Alertmanager that is about resources alone, and ends it with the silence. The id
 * is made from that of the silence, so that several processes that read the same order the same. While Alertmanager gives no
 * answer nothing changes.
 */
public final class AlertmanagerMaintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerMaintenance.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String READ = "read";
    private static final String FAILED = "failed";
    private static final String PREFIX = "am-";
    private static final int ID = 8;
    private static final int LONGEST_TEXT = 500;

    private final AlertmanagerSettings settings;
    private final Supplier<Optional<Bundle>> inForce;
    private final Supplier<List<Maintenance>> maintenances;
    private final Consumer<OperatorInput> tell;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> unknown = new HashSet<>();
    private boolean failing;

    /**
     * @param maintenances those in force
     * @param tell sends an order to the decider and to all that show it
     */
    AlertmanagerMaintenance(
            AlertmanagerSettings settings,
            Supplier<Optional<Bundle>> inForce,
            Supplier<List<Maintenance>> maintenances,
            Consumer<OperatorInput> tell,
            InstantSource clock,
            MeterRegistry registry) {
        this.settings = settings;
        this.inForce = inForce;
        this.maintenances = maintenances;
        this.tell = tell;
        this.clock = clock;
        this.registry = registry;
        Meters.ALERTMANAGER_READS.count(registry, 0, READ);
        Meters.ALERTMANAGER_READS.count(registry, 0, FAILED);
    }

    /** As the constructor has them. */
    public static AutoCloseable start(
            AlertmanagerSettings settings,
            Supplier<Optional<Bundle>> inForce,
            Supplier<List<Maintenance>> maintenances,
            Consumer<OperatorInput> tell,
            MeterRegistry registry) {
        AlertmanagerMaintenance reading =
                new AlertmanagerMaintenance(settings, inForce, maintenances, tell, InstantSource.system(), registry);
        return PeriodicTask.start("farrier-alertmanager", settings.every(), reading::update, reading::close);
    }

    /** Counts a failure, and logs it when the reading before did not fail. */
    void update() throws InterruptedException {
        String problem = "";
        try {
            List<AlertmanagerSilence> silences = AlertmanagerSilence.parse(fetch(), settings.label());
            Bundle bundle = inForce.get().orElse(null);
            if (bundle != null) {
                apply(silences, bundle.resources().values());
            }
        } catch (UnreachableException | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        }
        boolean fails = !problem.isEmpty();
        Meters.ALERTMANAGER_READS.count(registry, 1, fails ? FAILED : READ);
        if (fails && !failing) {
            LOG.warn(
                    "The silences of maintenance.alertmanager.url can't be read, so maintenances stay as they are: {}; later failures"
                            + " are only counted",
                    problem);
        } else if (!fails && failing) {
            LOG.info("The silences of maintenance.alertmanager.url are read again");
        }
        failing = fails;
    }

    private static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    /** Name and password in the URL are sent as Alertmanager asks for them. */
    private static HttpRequest.Builder request(URI url) {
        String userInfo = url.getUserInfo();
        String base = url.getScheme() + "://"
                + url.getRawAuthority().replaceFirst("^.*@", "")
                + url.getRawPath().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v2/silences"));
        if (userInfo != null) {
            String basic = Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        return request;
    }

    private byte[] fetch() throws InterruptedException, UnreachableException {
        HttpRequest.Builder request = request(settings.url().resolve(System.getenv()));
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request.build(), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new UnreachableException("the answer was " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new UnreachableException("no answer within " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new UnreachableException("no answer: "
                    + (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName());
        } finally {
            answer.cancel(true);
        }
    }

    private void apply(List<AlertmanagerSilence> silences, Collection<Resource> inventory) {
        long now = clock.millis();
        Map<String, Maintenance> ours = new HashMap<>();
        maintenances.get().stream()
                .filter(maintenance -> maintenance.id().startsWith(PREFIX))
                .forEach(maintenance -> ours.put(maintenance.id(), maintenance));
        int told = 0;
        for (AlertmanagerSilence silence : silences) {
            SortedSet<String> targets = silence.targets(inventory);
            if (targets.isEmpty()) {
                if (unknown.add(silence.id())) {
                    LOG.info(
                            "Silence {} of Alertmanager is about {}, which no resource has for a name or an address",
                            silence.id(),
                            Texts.plain(String.join(", ", silence.values())));
                }
            } else if (silence.until() > now) {
                String selector = MaintenanceSelector.ofNames(targets).toString();
                if (isTaken(silence, selector, told++)) {
                    begin(silence, selector, ours, now);
                }
            }
        }
        for (Maintenance left : ours.values()) {
            tell.accept(new OperatorInput.EndMaintenance(
                    left.id(), "alertmanager", "its silence there has ended, or is about other things"));
        }
        unknown.retainAll(silences.stream().map(AlertmanagerSilence::id).toList());
    }

    /** Half of what may be in force is for people. */
    private boolean isTaken(AlertmanagerSilence silence, String selector, int before) {
        try {
            OrderLimits.check(before + OrderLimits.MOST / 2L, selector);
            return true;
        } catch (InvalidOrderException e) {
            if (unknown.add(silence.id())) {
                LOG.warn("Silence {} of Alertmanager is no maintenance: {}", silence.id(), e.getMessage());
            }
            return false;
        }
    }

    /** Unless it is in force as it should be. */
    private void begin(AlertmanagerSilence silence, String selector, Map<String, Maintenance> ours, long now) {
        String id = PREFIX + silence.id().substring(0, Math.min(ID, silence.id().length()));
        String by = Texts.cut(silence.by(), LONGEST_TEXT);
        String why = Texts.cut(silence.why(), LONGEST_TEXT);
        long latest = now + TimedOrder.LONGEST.toMillis();
        Maintenance known = ours.remove(id);
        boolean sameEnd = known != null
                && (known.until() == silence.until()
                        || silence.until() > latest && known.until() > now + TimedOrder.LONGEST.toMillis() / 2);
        if (known == null
                || !sameEnd
                || !known.selector().equals(selector)
                || !known.by().equals(by)
                || !known.why().equals(why)) {
            // A minute less, for a decider whose clock is behind.
            long until = Math.min(silence.until(), latest - 60_000);
            tell.accept(new OperatorInput.BeginMaintenance(id, selector, until, by, why));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
