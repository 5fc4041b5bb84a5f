package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Every commit as text, packed; the last used ones compiled. Thread-safe; two threads may compile the same one. */
final class KeptBundles {
    private final BundleCompiler compiler;
    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();
    private final Map<String, Bundle> compiled;

    /** @param limit how many stay compiled */
    KeptBundles(BundleCompiler compiler, int limit) {
        this.compiler = compiler;
        this.compiled = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bundle> eldest) {
                return size() > limit;
            }
        };
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
     * @throws IllegalStateException when it does not compile
     */
    Optional<Bundle> get(String commit) {
        synchronized (compiled) {
            Bundle known = compiled.get(commit);
            if (known != null) {
                return Optional.of(known);
            }
        }
        byte[] text = texts.get(commit);
        if (text == null) {
            return Optional.empty();
        }
        Bundle bundle = compile(commit, text);
        synchronized (compiled) {
            compiled.put(commit, bundle);
        }
        return Optional.of(bundle);
    }

    private Bundle compile(String commit, byte[] text) {
        try {
            BundleRecord record = BundleKeys.CODEC.decode(unpack(text));
            return compiler.compile(commit, record.files());
        } catch (RuntimeException e) {
            throw new IllegalStateException("the policies of bundle " + commit + " are refused: " + e.getMessage(), e);
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
}
