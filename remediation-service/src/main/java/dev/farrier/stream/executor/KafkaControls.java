package dev.farrier.stream.executor;

import dev.farrier.execute.Controls;
import dev.farrier.execute.TopicProgress;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.StandingHalt;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.HaltState;
import dev.farrier.stream.client.TopicReader;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code controls.<site>} from its beginning. Uncommitted records count too: a halt must not wait behind an open transaction, and to
 * stop too much is the safe mistake.
 */
final class KafkaControls implements Controls, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaControls.class);
    private static final RecordCodec<Control> CODEC = RecordCodec.of(Control.class);
    private static final String UNREADABLE =
            "the newest halt record can't be read; a newer Farrier may have written it";

    /** As long as the topic keeps them. */
    private static final long KEEP_MILLIS = Duration.ofDays(1).toMillis();

    private record Order(Control.Cancelled cancelled, long appendedAt) {}

    private final SiteTopicReader tail;
    private final ConcurrentMap<String, Order> cancellations = new ConcurrentHashMap<>();
    private final HaltState halts = new HaltState();
    private Control.@Nullable Halted lastOrder;
    private volatile boolean confirmedSinceStart;

    KafkaControls(ClientConfig config, String topic, EndOffsetWatcher watch, LongSupplier monotonic) {
        tail = new SiteTopicReader(
                config, topic, IsolationLevel.READ_UNCOMMITTED, TopicReader.BEGINNING, watch, monotonic, this::handle);
        tail.start();
    }

    @Override
    public TopicProgress progress() {
        return tail;
    }

    @Override
    public boolean confirmedSinceStart() {
        return confirmedSinceStart;
    }

    @Override
    public List<StandingHalt> halts() {
        return halts.inForce();
    }

    @Override
    public Control.@Nullable Cancelled cancellation(Command command) {
        Control.Cancelled one = of("cancel/" + command.incident() + "/" + command.id(), command);
        return one != null ? one : of("cancel/" + command.incident(), command);
    }

    private Control.@Nullable Cancelled of(String key, Command command) {
        Order order = cancellations.get(key);
        return order != null && order.cancelled().appliesTo(command) ? order.cancelled() : null;
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            Control control = CODEC.decode(record.value());
            switch (control) {
                case Control.Halted halted -> {
                    onHalted(halted.appendedAt(record.timestamp()));
                    // By offset, because the clocks of two topics' brokers may differ. The answer to this worker's
                    // first report stands behind the offset at which the topic ended when the worker started.
                    // The order of a person is about one scope, and says nothing about the others.
                    confirmedSinceStart =
                            confirmedSinceStart || halted.scope() == null && record.offset() >= tail.endAtStart();
                }
                case Control.Cancelled cancelled -> {
                    cancellations.values().removeIf(old -> old.appendedAt() < record.timestamp() - KEEP_MILLIS);
                    cancellations.put(cancelled.key(), new Order(cancelled, record.timestamp()));
                }
            }
        } catch (RecordFormatException e) {
            LOG.error("control at {}: {}", TopicReader.place(record), e.getMessage());
            if (record.key() != null && record.key().startsWith("halt")) {
                // A worker that does not know whether the site is halted must not act.
                halts.apply(new Control.Halted(true, true, "farrier", UNREADABLE, record.timestamp()));
            }
        }
    }

    /** Each order comes twice, from the person and from the decider, and again each hour; it is logged once. */
    private void onHalted(Control.Halted order) {
        if (order.equals(lastOrder)) {
            halts.apply(order);
            return;
        }
        lastOrder = order;
        String what = description(order);
        if (halts.apply(order)) {
            LOG.info("{}, by {}: {}", what, order.by(), order.why());
        } else {
            LOG.info("{}, by {}: {}; a newer order is already in force", what, order.by(), order.why());
        }
    }

    /** {@code halted}, {@code site eu not halted}; of the decider's orders, {@code halted: site eu, policy x}. */
    private static String description(Control.Halted order) {
        HaltScope scope = order.scope();
        String about = scope == null || scope.isAll() ? "" : scope.text() + " ";
        return about
                + (order.halted() ? "halted" : "not halted")
                + (order.standing().isEmpty()
                        ? ""
                        : order.standing().stream()
                                .map(halt -> halt.scope().text())
                                .collect(Collectors.joining(", ", ": ", "")));
    }

    @Override
    public void close() {
        tail.close();
    }
}
