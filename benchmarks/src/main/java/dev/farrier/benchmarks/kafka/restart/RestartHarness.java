package dev.farrier.benchmarks.kafka.restart;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.PolicyFiles;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Service;
import dev.farrier.benchmarks.kafka.Traffic;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** {@code restart}: how soon the service decides again after an orderly restart with so many open incidents, through Kafka. */
public final class RestartHarness implements Harness {
    private static final List<Long> OPEN = List.of(100L, 10_000L, 100_000L);
    private static final int RESTARTS = 3;
    private static final Duration AT_MOST = Duration.ofMinutes(15);
    private static final RecordCodec<Event> CODEC = RecordCodec.of(Event.class);

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public String about() {
        return "the service with so many open incidents: from its start to its first decision";
    }

    @Override
    public String usage() {
        return "[--open N,N…]";
    }

    @Override
    public String run(Arguments arguments) throws Exception {
        List<Long> sizes = arguments.numbers("--open", OPEN).stream().sorted().toList();
        arguments.end();
        int all = sizes.getLast().intValue() + RESTARTS * sizes.size();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("open incidents", "ready s", "first decision s"));
        try (Broker broker = Broker.start()) {
            broker.createTopics();
            Path policies = broker.home().resolve("policies");
            PolicyFiles.lasting(policies, all);
            try (IncidentCounter incidents = new IncidentCounter(broker)) {
                Run run = new Run(broker, policies, incidents);
                for (long size : sizes) {
                    run.open((int) size);
                    rows.add(run.restart(size));
                }
            }
        }
        return MarkdownTable.of(rows)
                + "\nFrom the start of the process, the median of " + RESTARTS
                + " times: until /readyz is fine, and until an incident is\n"
                + "committed of an event that was sent meanwhile. The policies have a resource for each incident,"
                + " which the process reads too.\n";
    }

    private static final class Run {
        private final Broker broker;
        private final Path policies;
        private final IncidentCounter incidents;
        private int sent;

        Run(Broker broker, Path policies, IncidentCounter incidents) {
            this.broker = broker;
            this.policies = policies;
            this.incidents = incidents;
        }

        /** So many in all. */
        void open(int size) throws IOException, InterruptedException {
            try (Service service = start()) {
                service.awaitReady();
                send(size - sent);
                await(service, () -> incidents.count() >= sent);
                ProgressLog.log(sent + " incidents are open");
            }
        }

        List<String> restart(long size) throws IOException, InterruptedException {
            List<Long> ready = new ArrayList<>();
            List<Long> decided = new ArrayList<>();
            for (int i = 0; i < RESTARTS; i++) {
                send(1);
                long begin = System.nanoTime();
                try (Service service = start()) {
                    service.awaitReady();
                    ready.add(System.nanoTime() - begin);
                    await(service, () -> incidents.count() >= sent);
                    decided.add(System.nanoTime() - begin);
                }
                ProgressLog.log("ready after " + seconds(ready.getLast()) + " s, decided after "
                        + seconds(decided.getLast()) + " s");
            }
            return List.of(String.format(Locale.ROOT, "%,d", size), median(ready), median(decided));
        }

        private Service start() throws IOException {
            return Service.start(broker, "farrier", policies, 1, List.of(), List.of());
        }

        private void send(int count) {
            byte[] key = Traffic.SOURCE.getBytes(StandardCharsets.UTF_8);
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    broker.client().with("benchmark-sender", Map.of(), Map.of()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (int i = 0; i < count; i++, sent++) {
                    var unused = producer.send(
                            new ProducerRecord<>(Broker.TOPICS.events(), sent % Traffic.PARTITIONS, key, event(sent)));
                }
            }
        }

        private static byte[] event(int number) {
            return CODEC.encode(new Event(
                    "probe-" + number,
                    "probes",
                    EventKind.EVENT,
                    System.currentTimeMillis(),
                    "broken",
                    "critical",
                    "a unit has failed",
                    Labels.of("host", PolicyFiles.target(number)),
                    null,
                    null));
        }

        private static void await(Service service, BooleanSupplier condition) throws InterruptedException {
            long until = System.nanoTime() + AT_MOST.toNanos();
            while (!condition.getAsBoolean()) {
                service.mustLive();
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("not decided within " + AT_MOST);
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        private static String median(List<Long> nanos) {
            return seconds(nanos.stream()
                    .sorted(Comparator.naturalOrder())
                    .skip(nanos.size() / 2)
                    .findFirst()
                    .orElseThrow());
        }

        private static String seconds(long nanos) {
            return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
        }
    }
}
