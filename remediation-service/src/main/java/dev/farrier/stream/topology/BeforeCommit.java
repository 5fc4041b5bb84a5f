package dev.farrier.stream.topology;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Lets a processor forward or store what it has held back just before the offsets behind it are committed; under exactly-once
 * all that is one transaction. What is stored must go to a store without a cache: that may have been emptied already.
 *
 * <p>It is a store that stores nothing. Kafka Streams asks only its own caches to empty themselves then ({@code
 * StreamTask.prepareCommit}; {@code StateStore.commit} comes later), so it poses as one of those. The classes named {@code
 * internals} are used nowhere else.
 */
final class BeforeCommit implements StateStore, CachedStateStore<Object, Object> {
    private static final Runnable NOTHING = () -> {};

    private final String name;
    private Runnable action = NOTHING;
    private boolean open;

    private BeforeCommit(String name) {
        this.name = name;
    }

    static StoreBuilder<BeforeCommit> builder(String name) {
        return new UnloggedStoreBuilder<>(name, () -> new BeforeCommit(name));
    }

    /** To be called in a processor's {@code init}. */
    void run(Runnable wanted) {
        action = wanted;
    }

    /**
     * Likewise, for what forwards.
     *
     * @param of the context that the processor was given
     */
    <K, V> void runForwarding(ProcessorContext<K, V> of, Runnable wanted) {
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
}
