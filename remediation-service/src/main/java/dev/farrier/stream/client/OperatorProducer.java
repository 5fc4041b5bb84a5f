package dev.farrier.stream.client;

import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.RemediationProgress;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the orders of people to the decider, and at the same time straight to the workers that they concern, so that a halt
 * holds even when the decider is far behind or not running. Each call returns when all of them have it. Thread-safe.
 */
public final class OperatorProducer implements AutoCloseable {
    private static final RecordCodec<OperatorInput> INPUTS = RecordCodec.of(OperatorInput.class);
    private static final RecordCodec<Control> CONTROLS = RecordCodec.of(Control.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String bootstrap;
    private final Topics topics;
    private final InstantSource clock;
    private final Cluster cluster;
    private final TopicAdmin admin;
    private final Producer<String, byte[]> producer;

    /** @param clock of the time that a worker shows for a cancellation */
    public OperatorProducer(ClientConfig config, Topics topics, InstantSource clock) {
        this.bootstrap = config.bootstrap();
        this.topics = topics;
        this.clock = clock;
        this.cluster = new Cluster(config);
        this.admin = new TopicAdmin(cluster, topics);
        this.producer = Clients.producer(config, "farrier-operator", Map.of());
    }

    /**
     * Nothing more is started in the scope.
     *
     * @param calls call nobody either; only with {@link HaltScope#ALL}
     * @return the sites whose workers were told directly
     * @throws KafkaUnavailableException names who could not be told; the others were told, so order it again
     */
    public SortedSet<String> halt(HaltScope scope, boolean calls, String by, String why) {
        return everywhere(new OperatorInput.Halt(calls, by, why, 0, scope, false), scope, (orders, sites, appended) -> {
            // Without waiting for the decider: it holds even when that can't be told.
            Control.Halted control = new Control.Halted(true, calls, by, why, 0, scope);
            sites.forEach(site -> orders.control(site, control));
        });
    }

    /**
     * Ends the halt of this scope. No site is told while the decider can't be told. That a scope other than everything is no
     * longer halted the decider alone tells the workers: those of a version without scopes must not hear it before all halts have
     * ended.
     */
    public SortedSet<String> resume(HaltScope scope, String by, String why) {
        return everywhere(OperatorInput.Resume.of(scope, by, why), scope, (orders, sites, appended) -> {
            if (scope.isAll()) {
                // Carries the append time of the decider's copy: a worker ignores a resume that is older than its halt.
                appendedAt(appended)
                        .ifPresent(at -> sites.forEach(
                                site -> orders.control(site, new Control.Halted(false, false, by, why, at, scope))));
            }
        });
    }

    private interface SiteOrders {
        /** @param appended the decider's copy of the order */
        void send(Orders orders, SortedSet<String> sites, @Nullable Future<RecordMetadata> appended);
    }

    /**
     * Ends an incident; a command of it that is on its way or running is cancelled at its site.
     *
     * @throws KafkaUnavailableException as {@link #halt}
     */
    public void cancel(Incident incident, String by, String why, Afterwards afterwards) {
        cancel(incident, new OperatorInput.CancelIncident(incident.id(), by, why, afterwards));
    }

    /** As above. */
    public void cancel(Incident incident, OperatorInput.CancelIncident order) {
        Orders orders = new Orders();
        orders.input(order);
        RemediationProgress.ActiveCommand active = incident.work().active();
        if (active != null && order.afterwards() != Afterwards.RETRY) { // a retry is refused while a command runs
            orders.control(
                    active.command().site(),
                    new Control.Cancelled(incident.id(), "", order.by(), order.why(), clock.millis()));
        }
        orders.await();
    }

    /**
     * Sends an order to the decider alone.
     *
     * @throws KafkaUnavailableException when that was not possible
     */
    public void send(OperatorInput input) {
        Orders orders = new Orders();
        orders.input(input);
        orders.await();
    }

    private SortedSet<String> everywhere(OperatorInput input, HaltScope scope, SiteOrders siteOrders) {
        Orders orders = new Orders();
        // Sent before the sites are looked up, which takes a while.
        Future<RecordMetadata> appended = orders.input(input);
        SortedSet<String> sites = new TreeSet<>();
        try {
            sites.addAll(admin.controlledSites());
        } catch (KafkaUnavailableException e) {
            orders.failed("the sites", e);
        }
        if (scope.kind() == ScopeKind.SITE) {
            sites.removeIf(site -> !scope.coversSite(site));
        }
        siteOrders.send(orders, sites, appended);
        orders.await();
        return sites;
    }

    /** Empty when sending has failed: {@link Orders#await} says why. */
    private static OptionalLong appendedAt(@Nullable Future<RecordMetadata> sent) {
        try {
            return sent == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(sent.get().timestamp());
        } catch (ExecutionException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
        cluster.close();
    }

    /** The records of one order, sent at once. */
    private final class Orders {
        private final Map<String, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        private final Map<String, RuntimeException> failed = new LinkedHashMap<>();

        @Nullable
        Future<RecordMetadata> input(OperatorInput input) {
            return send("the decider", topics.operatorInputs(), null, INPUTS.encode(input));
        }

        void control(String site, Control control) {
            send("site " + site, topics.controls(site), control.key(), CONTROLS.encode(control));
        }

        void failed(String whom, Throwable failure) {
            failed.put(whom, KafkaFailure.describe(bootstrap, failure));
        }

        private @Nullable Future<RecordMetadata> send(String whom, String topic, @Nullable String key, byte[] value) {
            try {
                Future<RecordMetadata> future = producer.send(new ProducerRecord<>(topic, key, value));
                sent.put(whom, future);
                return future;
            } catch (KafkaException e) {
                failed(whom, e);
                return null;
            }
        }

        void await() {
            sent.forEach((whom, future) -> {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    failed(whom, e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failed(whom, e);
                }
            });
            if (!failed.isEmpty()) {
                RuntimeException first = failed.values().iterator().next();
                throw new KafkaUnavailableException(
                        String.join(", ", failed.keySet()) + " could not be told: " + first.getMessage(), first);
            }
        }
    }
}
