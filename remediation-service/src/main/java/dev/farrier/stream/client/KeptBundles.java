package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Every commit as text, packed; and the ones used last compiled, on a thread of its own. Those of open incidents are used
 * with every input that concerns them, so they stay. Thread-safe.
 */
final class KeptBundles implements AutoCloseable {
    private final BundleCompiler compiler;
    private final Room room;
    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("farrier-policy-feed-compiler").daemon().factory());

    /** In the order of their last use; its lock is that of {@link #compiling} too. */
    private final Map<String, Bundle> compiled = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, CompletableFuture<Bundle>> compiling = new HashMap<>();

    /**
     * How much stays compiled.
     *
     * @param most bundles at most
     * @param least bundles that stay however large they are, at least 1
     * @param policies of more bundles than these, together at most
     */
    record Room(int most, int least, int policies) {}

    KeptBundles(BundleCompiler compiler, Room room) {
        this.compiler = compiler;
        this.room = room;
    }

    void keep(String commit, byte[] record) {
        texts.put(commit, pack(record));
    }

    void forget(String commit) {
        texts.remove(commit);
    }

    boolean knows(String commit) {
        return texts.containsKey(commit);
    }

    /**
     * Empty when the commit is not known.
     *
     * @param patience how long to wait for it to be compiled
     * @throws UnknownCommitException when that takes longer: it goes on, so ask again
     * @throws IllegalStateException when it does not compile
     */
    Optional<Bundle> get(String commit, Duration patience) {
        CompletableFuture<Bundle> made;
        synchronized (compiled) {
            Bundle known = compiled.get(commit);
            if (known != null) {
                return Optional.of(known);
            }
            byte[] text = texts.get(commit);
            if (text == null) {
                return Optional.empty();
            }
            made = compiling.computeIfAbsent(
                    commit, c -> CompletableFuture.supplyAsync(() -> make(commit, text), thread));
        }
        try {
            return Optional.of(made.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new UnknownCommitException("the policies of bundle " + commit + " are still being compiled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownCommitException("interrupted while the policies of bundle " + commit + " were compiled");
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            String refused = "the policies of bundle " + commit + " are refused: " + cause.getMessage();
            if (cause instanceof UnknownCommitException) {
                throw new UnknownCommitException(refused);
            }
            throw new IllegalStateException(refused, cause);
        }
    }

    private Bundle make(String commit, byte[] text) {
        try {
            BundleRecord record = BundleKeys.CODEC.decode(unpack(text));
            Bundle bundle = compiler.compile(commit, record.files());
            synchronized (compiled) {
                compiled.put(commit, bundle);
                makeRoom();
            }
            return bundle;
        } finally {
            synchronized (compiled) {
                compiling.remove(commit);
            }
        }
    }

    private void makeRoom() {
        int policies = compiled.values().stream()
                .mapToInt(bundle -> bundle.policies().size())
                .sum();
        Iterator<Bundle> longestUnused = compiled.values().iterator();
        while (compiled.size() > room.most || (compiled.size() > room.least && policies > room.policies)) {
            policies -= longestUnused.next().policies().size();
            longestUnused.remove();
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

    /** Who still waits for something is told that it is not known. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
