package dev.farrier.stream.runtime;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Lets a processor forward or store what it has held back just before Kafka Streams commits the offsets behind it; under
 * exactly-once all of that is one transaction. What is stored must go to a store without a cache, which may have been flushed
 * already.
 *
 * <p>Kafka Streams has no public hook there: {@code StreamTask.prepareCommit} flushes its caches, and {@code StateStore.flush}
 * and {@code commit} come after the transaction. So this is a store without content that poses as a cached one. The classes
 * named {@code internals} are used nowhere else, and {@code PreCommitHookTest} fails when an upgrade changes the order.
 */
public final class PreCommitHook implements StateStore, CachedStateStore<Object, Object> {
    private static final Runnable NOTHING = () -> {};

    private final String name;
    private Runnable action = NOTHING;
    private boolean open;

    private PreCommitHook(String name) {
        this.name = name;
    }

    public static StoreBuilder<PreCommitHook> builder(String name) {
        return new Builder(name);
    }

    /** Sets what to run before each commit. To be called in a processor's {@code init}. */
    public void run(Runnable wanted) {
        action = wanted;
    }

    /**
     * The same, for what forwards records.
     *
     * @param of the context that the processor was given
     */
    public <K, V> void runForwarding(ProcessorContext<K, V> of, Runnable wanted) {
        InternalProcessorContext<K, V> context = (InternalProcessorContext<K, V>) of;
        ProcessorNode<?, ?, ?, ?> node = context.currentNode();
        run(() -> {
            ProcessorNode<?, ?, ?, ?> before = context.currentNode();
            context.setCurrentNode(node);
            try {
                wanted.run();
            } finally {
                context.setCurrentNode(before);
            }
        });
    }

    @Override
    public void flushCache() {
        action.run();
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public void clearCache() {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        open = true;
    }

    /** The processor that it ran something for is closed by now. */
    @Override
    public void close() {
        action = NOTHING;
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Without changelog and cache. */
    private record Builder(String name) implements StoreBuilder<PreCommitHook> {
        @Override
        public PreCommitHook build() {
            return new PreCommitHook(name);
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public StoreBuilder<PreCommitHook> withLoggingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<PreCommitHook> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<PreCommitHook> withCachingEnabled() {
            throw new UnsupportedOperationException("there is nothing to cache");
        }

        @Override
        public StoreBuilder<PreCommitHook> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("there is nothing to log");
        }
    }
}
