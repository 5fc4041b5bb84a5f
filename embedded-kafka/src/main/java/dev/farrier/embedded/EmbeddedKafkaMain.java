package dev.farrier.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.utils.Exit;

/**
 * An {@link EmbeddedKafka} as a process of its own: {@code [--port N] [--dir PATH] [--cluster-id ID]
 * [--set key=value]…}. Prints {@code ready HOST:PORT} when clients can connect, and ends in order on SIGTERM.
 */
public final class EmbeddedKafkaMain {

    static final String READY = "ready ";

    private EmbeddedKafkaMain() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedKafka.Builder builder = EmbeddedKafka.builder();
        try {
            parse(args, builder);
        } catch (IllegalArgumentException e) {
            System.err.println("embedded-kafka: " + e.getMessage());
            System.exit(2);
        }
        // the class forbids Kafka to end the process; this process is nothing but Kafka
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
        EmbeddedKafka kafka = builder.start();
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            kafka.close();
                            closed.countDown();
                        },
                        "embedded-kafka-shutdown"));
        System.out.println(READY + kafka.bootstrapServers());
        closed.await();
    }

    private static void parse(String[] args, EmbeddedKafka.Builder builder) {
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException("no value for " + args[args.length - 1]);
        }
        for (int i = 0; i < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--port" -> builder.port(Integer.parseInt(value));
                case "--dir" -> builder.directory(Path.of(value));
                case "--cluster-id" -> builder.clusterId(value);
                case "--set" -> {
                    int equals = value.indexOf('=');
                    if (equals < 1) {
                        throw new IllegalArgumentException("--set wants key=value, not " + value);
                    }
                    builder.override(value.substring(0, equals), value.substring(equals + 1));
                }
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
    }
}
