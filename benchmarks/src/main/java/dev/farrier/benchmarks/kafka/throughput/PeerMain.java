package dev.farrier.benchmarks.kafka.throughput;

import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.model.Event;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.serde.EventDecoder;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What Farrier is compared with, as a process: {@code KIND BOOTSTRAP THREADS STATE-FOLDER}. They decode each event and do nothing
 * with it: exactly as much of it as Farrier's ingest does of one that concerns nobody, or, for comparison, all of it. Runs until
 * SIGTERM.
 */
final class PeerMain {
    static final String CONSUMER = "consumer";
    static final String STREAMS = "streams";
    static final String STREAMS_WHOLE = "streams-whole";

    private PeerMain() {}

    static String group(String kind) {
        return "benchmark-" + kind;
    }

    public static void main(String[] args) throws InterruptedException {
        ClientConfig client = new ClientConfig(Map.of("bootstrap.servers", args[1]));
        int threads = Integer.parseInt(args[2]);
        switch (args[0]) {
            case CONSUMER -> consume(client, threads);
            case STREAMS -> stream(client, threads, Path.of(args[3]), STREAMS, () -> new Decoding(glance()));
            case STREAMS_WHOLE -> stream(client, threads, Path.of(args[3]), STREAMS_WHOLE, () -> new Decoding(whole()));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** All bytes are looked over; decoded are the source, the time, and the name, which the policies ask for. */
    private static ToLongFunction<byte[]> glance() {
        EventDecoder reader = new EventDecoder();
        return bytes -> {
            reader.read(bytes);
            return reader.time()
                    + reader.source().length()
                    + reader.label("name").hashCode();
        };
    }

    private static ToLongFunction<byte[]> whole() {
        RecordCodec<Event> codec = RecordCodec.of(Event.class);
        return bytes -> {
            Event event = codec.decode(bytes);
            return event.time() + event.source().length() + event.name().hashCode();
        };
    }

    /** A loop that reads and decodes; at least once, its offsets committed as often as the others', by the way. */
    private static void consume(ClientConfig client, int threads) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Map<String, Object> settings = client.with(
                    "benchmark-consumer-" + i,
                    Map.of(),
                    Map.of(
                            ConsumerConfig.GROUP_ID_CONFIG,
                            group(CONSUMER),
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest",
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                            "read_committed",
                            ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG,
                            30));
            all.add(Thread.ofPlatform().name("consumer-" + i).start(() -> loop(settings, stop)));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.set(true);
            all.forEach(PeerMain::join);
        }));
        for (Thread thread : all) {
            thread.join();
        }
    }

    private static void loop(Map<String, Object> settings, AtomicBoolean stop) {
        ToLongFunction<byte[]> decode = glance();
        long sum = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Broker.TOPICS.events()));
            while (!stop.get()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
                    sum += decode.applyAsLong(record.value());
                }
            }
        }
        System.out.println("decoded; the sum of all is " + sum);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Streams with exactly the settings that ingest has. */
    private static void stream(
            ClientConfig client,
            int threads,
            Path stateDir,
            String kind,
            ProcessorSupplier<byte[], byte[], Void, Void> decode)
            throws InterruptedException {
        StreamsSettings settings = new StreamsSettings(client, Broker.TOPICS, stateDir, threads, -1, "");
        Topology topology = new Topology();
        topology.addSource("inputs", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Broker.TOPICS.events());
        topology.addProcessor("decode", decode, "inputs");
        KafkaStreams streams = new KafkaStreams(topology, settings.ofIngest(group(kind)));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> streams.close(new KafkaStreams.CloseOptions()
                        .timeout(Duration.ofSeconds(10))
                        .leaveGroup(true))));
        streams.start();
        Thread.currentThread().join();
    }

    private static final class Decoding implements Processor<byte[], byte[], Void, Void> {
        private final ToLongFunction<byte[]> decode;
        private long sum;

        Decoding(ToLongFunction<byte[]> decode) {
            this.decode = decode;
        }

        @Override
        public void process(Record<byte[], byte[]> in) {
            sum += decode.applyAsLong(in.value());
        }

        @Override
        public void close() {
            System.out.println("decoded; the sum of all is " + sum);
        }
    }
}
