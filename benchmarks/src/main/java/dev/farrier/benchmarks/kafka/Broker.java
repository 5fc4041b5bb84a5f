package dev.farrier.benchmarks.kafka;

import dev.farrier.embedded.EmbeddedKafkaProcess;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** A broker in a process of its own, on loopback, with an empty folder that goes with it. */
public final class Broker implements AutoCloseable {
    public static final Topics TOPICS = Topics.withDefaultPrefix();
    public static final String SITE = "site-1";

    private static final Duration EMPTY_WITHIN = Duration.ofSeconds(60);

    private final Path home;
    private final EmbeddedKafkaProcess process;
    private final Thread atExit = new Thread(this::end, "benchmark-end");
    private final ClientConfig client;
    private final Admin admin;

    private Broker(Path home) {
        this.home = home;
        process = new EmbeddedKafkaProcess(home, Map.of());
        Runtime.getRuntime().addShutdownHook(atExit);
        process.start();
        client = new ClientConfig(Map.of("bootstrap.servers", process.bootstrapServers()));
        admin = Admin.create(client.with("benchmark-admin", Map.of(), Map.of()));
    }

    public static Broker start() throws IOException {
        Path home = Files.createTempDirectory("farrier-benchmark-").toRealPath();
        ProgressLog.log("broker in " + home);
        return new Broker(home);
    }

    /** Everything of this run goes here. */
    public Path home() {
        return home;
    }

    public ClientConfig client() {
        return client;
    }

    public Admin admin() {
        return admin;
    }

    public long pid() {
        return process.pid();
    }

    /** Makes the topics that are missing, with 4 partitions each of events and signals. */
    public void createTopics() {
        try (Cluster cluster = new Cluster(client)) {
            new TopicAdmin(cluster, TOPICS, TopicSizes.DEFAULT).create(Set.of(SITE));
        }
    }

    /** As if nobody had ever read the events: their topic stays, and nothing else. */
    public void forgetAllBut(Collection<String> kept) throws InterruptedException, ExecutionException {
        TreeSet<String> gone = new TreeSet<>(admin.listTopics().names().get());
        gone.removeAll(kept);
        admin.deleteTopics(gone).all().get();
        long until = System.nanoTime() + EMPTY_WITHIN.toNanos();
        while (!forgetGroups()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("somebody still reads after " + EMPTY_WITHIN);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** False while one has members: who was killed is missed only after a while. */
    private boolean forgetGroups() throws InterruptedException, ExecutionException {
        boolean all = true;
        for (GroupListing group : admin.listGroups().all().get()) {
            try {
                admin.deleteConsumerGroups(List.of(group.groupId())).all().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupNotEmptyException) {
                    all = false;
                } else if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw e;
                }
            }
        }
        return all;
    }

    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("could not remove " + folder + ": " + e);
        }
    }

    private void end() {
        process.close();
        delete(home);
    }

    @Override
    public void close() {
        admin.close();
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
