package dev.farrier.stream.runtime;

import dev.farrier.stream.runtime.TransactionAges.OpenTransaction;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that a process of this application left open when it died. Until then, nobody reads the records behind them:
 * neither the processes that live, nor the one that takes over. The broker ends a transaction only at the next of its looks, one
 * every 10 s, after the transaction's timeout; this one looks each second.
 */
final class TransactionReaper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionReaper.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;
    private static final long ANSWER_WITHIN_MILLIS = 2_500;
    private static final Duration LOOK_FOR_HANGING_EVERY = Duration.ofSeconds(5);

    private final String application;
    private final Pattern ids;
    private final Admin admin;
    private final TransactionAges ages = new TransactionAges();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final HangingTransactions hanging;
    private Set<String> openBefore = Set.of();
    private long lookedForHangingAt;

    /**
     * Starts it.
     *
     * @param application application id; Kafka Streams makes its transactional ids of it, a process id and a number
     * @param prefix begins the names of the topics that it writes to, besides those that Kafka Streams names after it
     */
    TransactionReaper(String application, String prefix, Properties properties) {
        this.application = application;
        this.ids = Pattern.compile(Pattern.quote(application) + "-[0-9a-f-]{36}-[0-9]+");
        Map<String, Object> config = new StreamsConfig(properties).getAdminConfigs("farrier-reaper");
        admin = Admin.create(config);
        hanging = new HangingTransactions(
                admin,
                topic -> topic.startsWith(prefix) || topic.startsWith(application + "-"),
                id -> ids.matcher(id).matches());
        thread = Thread.ofPlatform().daemon().name(application + "-reaper").start(this::run);
    }

    private void run() {
        try {
            while (!closing.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (ExecutionException | TimeoutException | RuntimeException e) {
                    LOG.debug("{}: transactions can't be listed", application, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException, ExecutionException, TimeoutException {
        Set<OpenTransaction> open = open();
        Set<String> expired = ages.expired(System.nanoTime(), open).stream()
                .map(OpenTransaction::transactionalId)
                .collect(Collectors.toSet());
        if (!expired.isEmpty()) {
            LOG.warn(
                    "{}: ends transactions that are open for longer than their timeout, so that the records behind them can"
                            + " be read; the process that began them has died or hangs: {}",
                    application,
                    expired);
            admin.fenceProducers(expired).all().get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        long now = System.nanoTime();
        if (now - lookedForHangingAt >= LOOK_FOR_HANGING_EVERY.toNanos()) {
            lookedForHangingAt = now;
            hanging.look(now);
        }
    }

    private Set<OpenTransaction> open() throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> now = ours(
                admin.listTransactions(new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                        .all()
                        .get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS));
        Set<String> lasting = new HashSet<>(now);
        lasting.retainAll(openBefore);
        openBefore = now;
        Set<OpenTransaction> open = new HashSet<>();
        if (!lasting.isEmpty()) {
            Map<String, TransactionDescription> described =
                    admin.describeTransactions(lasting).all().get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
            described.forEach((id, transaction) -> {
                // without its start, it could not be told from the producer's next one
                if (transaction.state() == TransactionState.ONGOING
                        && transaction.transactionStartTimeMs().isPresent()) {
                    open.add(new OpenTransaction(
                            id,
                            transaction.producerId(),
                            transaction.transactionStartTimeMs().getAsLong(),
                            transaction.transactionTimeoutMs()));
                }
            });
        }
        return open;
    }

    private Set<String> ours(Collection<TransactionListing> all) {
        return all.stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> ids.matcher(id).matches())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        closing.countDown();
        admin.close(Duration.ZERO);
    }
}
