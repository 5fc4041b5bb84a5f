package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.Usability;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every commit as compressed text, and the most recently used ones compiled, which it does on a thread of its own. A bundle
 * that was used a moment ago stays compiled even over the capacity: the decider uses those of open incidents in turn, about
 * every second, and would otherwise compile at each use. Thread-safe.
 */
final class BundleCache implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BundleCache.class);

    private final BundleCompiler compiler;
    private final Capacity capacity;
    private final InstantSource clock;
    /** In the order in which they were published; guarded by itself. */
    private final Map<String, byte[]> texts = Collections.synchronizedMap(new LinkedHashMap<>());

    /** Why a commit does not compile; it is not tried again. */
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("farrier-policy-feed-compiler").daemon().factory());

    /** In the order of their last use; guards {@link #compiling} as well. */
    private final Map<String, CachedBundle> compiled = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, CompletableFuture<Bundle>> compiling = new HashMap<>();
    private boolean crowded;

    /**
     * How many bundles stay compiled.
     *
     * @param most bundles at most
     * @param least bundles that stay however large they are, at least 1
     * @param policies of more bundles than these, together at most
     * @param unused only a bundle that was not used for so long is evicted, whatever the other limits
     */
    record Capacity(int most, int least, int policies, Duration unused) {}

    /** @param at epoch milliseconds */
    private record CachedBundle(Bundle bundle, long at) {}

    BundleCache(BundleCompiler compiler, Capacity capacity, InstantSource clock) {
        this.compiler = compiler;
        this.capacity = capacity;
        this.clock = clock;
    }

    void put(String commit, byte[] record) {
        refused.remove(commit);
        byte[] packed = pack(record);
        synchronized (texts) {
            texts.remove(commit);
            texts.put(commit, packed);
        }
    }

    void remove(String commit) {
        texts.remove(commit);
        refused.remove(commit);
    }

    /** Known commits, the one published last first. */
    List<String> newestFirst() {
        synchronized (texts) {
            return List.copyOf(texts.keySet()).reversed();
        }
    }

    /** Does not wait; starts the compilation of a commit that is not compiled. */
    Usability usability(String commit) {
        try {
            return get(commit, Duration.ZERO).isPresent()
                    ? Usability.USABLE
                    : new Usability(Usability.Availability.UNKNOWN, "there are no policies of bundle " + commit);
        } catch (UnknownCommitException e) {
            String why = refused.get(commit);
            return why == null
                    ? new Usability(Usability.Availability.UNDECIDED, String.valueOf(e.getMessage()))
                    : new Usability(Usability.Availability.REFUSED, why);
        }
    }

    Optional<SortedMap<String, String>> files(String commit) {
        byte[] text = texts.get(commit);
        return text == null
                ? Optional.empty()
                : Optional.of(BundleKeys.CODEC.decode(unpack(text)).files());
    }

    boolean contains(String commit) {
        return texts.containsKey(commit);
    }

    /** The bundle was in force until now, and its incidents will go on asking for it. */
    void markUsed(Bundle bundle) {
        synchronized (compiled) {
            compiled.put(bundle.commit(), new CachedBundle(bundle, clock.millis()));
            evict();
        }
    }

    /**
     * Empty when the commit is not known.
     *
     * @param patience how long to wait for it to be compiled
     * @throws UnknownCommitException when that takes longer (the compilation goes on, for a later call); when the commit
     *     does not compile; and when this is closed
     */
    Optional<Bundle> get(String commit, Duration patience) {
        CompletableFuture<Bundle> made;
        synchronized (compiled) {
            CachedBundle known = compiled.computeIfPresent(
                    commit, (same, before) -> new CachedBundle(before.bundle(), clock.millis()));
            if (known != null) {
                return Optional.of(known.bundle());
            }
            byte[] text = texts.get(commit);
            if (text == null) {
                return Optional.empty();
            }
            String why = refused.get(commit);
            if (why != null) {
                throw new UnknownCommitException(why);
            }
            if (thread.isShutdown()) {
                throw closed(commit);
            }
            made = compiling.computeIfAbsent(
                    commit, c -> CompletableFuture.supplyAsync(() -> compile(commit, text), thread));
        }
        try {
            return Optional.of(made.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new UnknownCommitException("the policies of bundle " + commit + " are still being compiled");
        } catch (CancellationException e) {
            throw closed(commit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownCommitException("interrupted while the policies of bundle " + commit + " were compiled");
        } catch (ExecutionException e) {
            throw new UnknownCommitException(words(commit, Objects.requireNonNullElse(e.getCause(), e)));
        }
    }

    private static UnknownCommitException closed(String commit) {
        return new UnknownCommitException("the policies of bundle " + commit + " are not compiled: the service stops");
    }

    private Bundle compile(String commit, byte[] text) {
        try {
            BundleRecord record = BundleKeys.CODEC.decode(unpack(text));
            Bundle bundle = compiler.compile(commit, record.files());
            markUsed(bundle);
            return bundle;
        } catch (RuntimeException | StackOverflowError e) {
            if (texts.get(commit) == text) {
                refused.put(commit, words(commit, e));
            }
            log.debug("bundle {} does not compile", commit, e);
            throw e;
        } finally {
            synchronized (compiled) {
                compiling.remove(commit);
            }
        }
    }

    private static String words(String commit, Throwable cause) {
        return "the policies of bundle " + commit + " are refused: " + cause.getMessage();
    }

    private void evict() {
        int policies = compiled.values().stream().mapToInt(BundleCache::size).sum();
        long now = clock.millis();
        Iterator<CachedBundle> longestUnused = compiled.values().iterator();
        while (compiled.size() > capacity.most || (compiled.size() > capacity.least && policies > capacity.policies)) {
            CachedBundle next = longestUnused.next();
            if (now - next.at() < capacity.unused.toMillis()) {
                warnCrowded(policies);
                return;
            }
            policies -= size(next);
            longestUnused.remove();
        }
        crowded = false;
    }

    private static int size(CachedBundle used) {
        return used.bundle().policies().size();
    }

    /** Once, until the cache is within its capacity again. */
    private void warnCrowded(int policies) {
        if (!crowded) {
            crowded = true;
            log.warn(
                    "{} commits with {} policies together are in use and stay compiled, more than the limit of {} "
                            + "commits or {} policies. Open incidents use old commits; end them to free memory",
                    compiled.size(),
                    policies,
                    capacity.most,
                    capacity.policies);
        }
    }

    private static byte[] pack(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A waiting call, and each later one, throws {@link UnknownCommitException}. */
    @Override
    public void close() {
        synchronized (compiled) {
            thread.shutdownNow();
            compiling.values().forEach(waitedFor -> waitedFor.cancel(false));
        }
    }
}
