package dev.farrier.stream.client;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.Usability;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies in force, and those of every commit that an incident may still be decided under. Follows the topic bundles on
 * one thread and compiles on another, never on a caller's. A commit that does not compile is refused whole: the one before it
 * stays in force. Thread-safe.
 */
public final class PolicyFeed implements Bundles, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyFeed.class);

    /** The last 4 bundles of 10,000 policies, or the last 64 of some hundred; more while open incidents use them. */
    private static final BundleCache.Capacity CAPACITY = new BundleCache.Capacity(64, 4, 40_000, Duration.ofMinutes(2));

    /**
     * The decider may read of a commit a moment before this feed, and an old one may have to be compiled. One such wait is
     * shorter than the 10 s that a transaction may take; an input that needs several commits may take longer, and is then
     * read again.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** For the commit that comes into force: no caller waits for it. */
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(1);

    private final BundleCache cache;
    private final Duration patience;
    private final List<Consumer<Bundle>> listeners = new CopyOnWriteArrayList<>();
    private final TopicFollower follower;
    private final BundleHistory history = new BundleHistory();

    /** The commit to put in force; used by the follower's thread alone. */
    private @Nullable String wanted;

    /** The commit that was published last, in force here or not. */
    private volatile @Nullable String published;

    private volatile @Nullable Bundle current;
    private volatile @Nullable String problem;

    /** Begins to read at once. */
    public PolicyFeed(ClientConfig config, Topics topics) {
        this(config, topics, BundleCompiler.YAML);
    }

    public PolicyFeed(ClientConfig config, Topics topics, BundleCompiler compiler) {
        this(config, topics, compiler, CAPACITY, PATIENCE);
    }

    PolicyFeed(
            ClientConfig config, Topics topics, BundleCompiler compiler, BundleCache.Capacity room, Duration patience) {
        this.cache = new BundleCache(compiler, room, InstantSource.system());
        this.patience = patience;
        this.follower = new TopicFollower(
                config, topics.bundles(), TopicReader.BEGINNING, "farrier-policy-feed", new TopicFollower.Handler() {
                    @Override
                    public void record(ConsumerRecord<String, byte[]> record) {
                        read(record);
                    }

                    @Override
                    public void upToDate() {
                        activate();
                    }
                });
        follower.start();
    }

    /** The policies in force; empty until a first commit has been read and compiled. */
    public Optional<Bundle> current() {
        return Optional.ofNullable(current);
    }

    /** Why the newest commit is not in force; empty when it is, or when there is none. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether policies came into force in time; false at once when the ones that should can't be used. */
    public boolean awaitFirst(Duration timeout) {
        awaitUntil(timeout, () -> current != null || problem != null);
        return current != null;
    }

    /**
     * Called with each bundle that comes into force, one at a time, on the feed's thread; and at once with the one that is
     * in force already, if there is one. What it throws is logged.
     */
    public synchronized void onChange(Consumer<Bundle> listener) {
        listeners.add(listener);
        Bundle bundle = current;
        if (bundle != null) {
            listener.accept(bundle);
        }
    }

    /**
     * Waits up to 5 s in all: for a commit that has not been read yet, and until an old one is compiled again. After that the
     * decider leaves its input and asks again later; the compilation goes on meanwhile.
     */
    @Override
    public Bundle bundle(String commit) {
        long deadline = System.nanoTime() + patience.toNanos();
        return find(commit, patience)
                .or(() -> {
                    awaitUntil(patience, () -> cache.contains(commit));
                    return find(commit, Duration.ofNanos(deadline - System.nanoTime()));
                })
                .orElseThrow(() -> new UnknownCommitException("the policies of bundle " + commit + " are not known"));
    }

    /**
     * A commit that has been read, in force or not; empty when it has not been, or is not kept any more.
     *
     * @param patience how long to wait until it is compiled
     * @throws UnknownCommitException when that takes longer, or this version of Farrier can't use it
     */
    public Optional<Bundle> find(String commit, Duration patience) {
        Bundle inForce = current;
        return inForce != null && inForce.commit().equals(commit) ? Optional.of(inForce) : cache.get(commit, patience);
    }

    @Override
    public Usability usability(String commit) {
        if (isInForce(commit)) {
            return Usability.USABLE;
        }
        Usability usability = cache.usability(commit);
        boolean early = usability.state() == Usability.Availability.UNKNOWN && !follower.isUpToDate();
        return early ? new Usability(Usability.Availability.UNDECIDED, "bundles are still being read") : usability;
    }

    @Override
    public boolean superseded(String commit) {
        String last = published;
        return last != null && !last.equals(commit);
    }

    /** Commits that have been read, the one published last first. */
    public List<String> commits() {
        return cache.newestFirst();
    }

    /** The files of a commit that has been read, compiled or not: path relative to the policy directory → content. */
    public Optional<SortedMap<String, String>> files(String commit) {
        return cache.files(commit);
    }

    /** What is said of commits besides their files. */
    public BundleHistory history() {
        return history;
    }

    /** The commit that was published last, in force here or not; empty: none was read yet. */
    public Optional<String> published() {
        return Optional.ofNullable(published);
    }

    /** Whether everything that was there at the start was read in time. */
    public boolean awaitUpToDate(Duration timeout) {
        return follower.awaitUpToDate(timeout);
    }

    private boolean isInForce(String commit) {
        Bundle inForce = current;
        return inForce != null && inForce.commit().equals(commit);
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        if (BundleKeys.CURRENT.equals(record.key())) {
            wanted = record.value() == null
                    ? null
                    : BundleKeys.CODEC.decode(record.value()).commit();
            published = wanted;
            return;
        }
        history.read(record);
        BundleKeys.commitOf(record.key()).ifPresent(commit -> {
            if (record.value() == null) {
                cache.remove(commit);
            } else {
                cache.put(commit, record.value());
            }
            wake();
        });
    }

    /** Of several commits that were read together only the last is compiled. */
    private void activate() {
        String commit = wanted;
        wanted = null;
        Bundle before = current;
        if (commit == null || (before != null && before.commit().equals(commit))) {
            return;
        }
        try {
            Bundle bundle = cache.get(commit, AS_LONG_AS_IT_TAKES)
                    .orElseThrow(() -> new IllegalStateException("the policies of bundle " + commit + " are missing"));
            problem = null;
            log.info("policies of bundle {} are in force", commit);
            if (before != null) {
                cache.markUsed(before);
            }
            publish(bundle);
        } catch (IllegalStateException e) {
            problem = e.getMessage();
            wake();
            log.error(
                    "{}; {} in force",
                    e.getMessage(),
                    before == null ? "no policies are" : "bundle " + before.commit() + " stays",
                    e);
        }
    }

    private synchronized void publish(Bundle bundle) {
        current = bundle;
        notifyAll();
        for (Consumer<Bundle> listener : listeners) {
            try {
                listener.accept(bundle);
            } catch (RuntimeException e) {
                log.warn("a listener failed on bundle {}", bundle.commit(), e);
            }
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized boolean awaitUntil(Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        follower.close();
        cache.close();
    }
}
