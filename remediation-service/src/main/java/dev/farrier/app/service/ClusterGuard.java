package dev.farrier.app.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a process to the Kafka cluster that its data directory belongs to. Halts, open incidents, leases and limits are on the
 * cluster alone, so on another one, empty or copied, nothing of them holds: a person must know that before anything acts.
 */
public final class ClusterGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterGuard.class);
    private static final String FILE = "kafka-cluster";

    private final Path file;
    private final String bootstrap;
    private final String cluster;
    private volatile String problem = "";

    private ClusterGuard(Path file, String bootstrap, String cluster) {
        this.file = file;
        this.bootstrap = bootstrap;
        this.cluster = cluster;
    }

    /**
     * Remembers the first cluster, and the one that a person expects.
     *
     * @param expected {@code cluster.id}; null: the one of the data directory
     * @param found id of the cluster that answers
     * @throws IllegalStateException when that is another one than expected; the message says what to do
     */
    static ClusterGuard admit(Path dataDir, @Nullable String expected, String found, String bootstrap)
            throws IOException {
        Optional<String> refusal = refusal(dataDir, expected, found, bootstrap);
        if (refusal.isPresent()) {
            throw new IllegalStateException(refusal.get());
        }
        Path file = dataDir.resolve(FILE);
        String remembered = remembered(file);
        if (!remembered.equals(found)) {
            if (!remembered.isEmpty()) {
                LOG.warn(
                        "This process goes on with Kafka cluster {} instead of {}, as cluster.id says",
                        found,
                        remembered);
            }
            Files.createDirectories(dataDir);
            Path unfinished = dataDir.resolve(FILE + ".new");
            Files.writeString(unfinished, found + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return new ClusterGuard(file, bootstrap, found);
    }

    /**
     * Why a process with this data directory does not start on that cluster; empty: it does.
     *
     * @param expected {@code cluster.id}; null: the one of the data directory
     * @param found id of the cluster that answers
     */
    public static Optional<String> refusal(Path dataDir, @Nullable String expected, String found, String bootstrap)
            throws IOException {
        Path file = dataDir.resolve(FILE);
        String meant = expected == null ? remembered(file) : expected;
        if (meant.isEmpty() || meant.equals(found)) {
            return Optional.empty();
        }
        String owner = expected == null ? "data.dir (" + file + ")" : "cluster.id";
        return Optional.of(another(bootstrap, found, owner, meant));
    }

    /** Empty: none yet. */
    private static String remembered(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    /** To be called periodically. */
    void check(Supplier<String> id) {
        try {
            String now = id.get();
            problem = now.equals(cluster) ? "" : another(bootstrap, now, "this process (" + file + ")", cluster);
        } catch (RuntimeException e) {
            LOG.debug("the cluster's id is not known now", e);
        }
    }

    /** Why this process must end; empty: it need not. */
    String problem() {
        return problem;
    }

    private static String another(String bootstrap, String found, String owner, String meant) {
        return "Kafka at " + bootstrap + " is cluster " + found + ", but " + owner + " belongs to cluster " + meant
                + ": its halts, open incidents and limits are not there. Either kafka.bootstrap.servers is wrong, or the"
                + " cluster was replaced: then follow 'Backup and loss of the Kafka cluster' in docs/operations.md, and"
                + " set cluster.id to " + found;
    }
}
