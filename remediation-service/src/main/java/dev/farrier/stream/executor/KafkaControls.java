package dev.farrier.stream.executor;

import dev.farrier.execute.Controls;
import dev.farrier.model.Control;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code controls.<site>} from its beginning. Uncommitted controls count too: a halt must not wait behind somebody's open
 * transaction, and stopping what was not meant is the safe mistake.
 */
final class KafkaControls implements Controls, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaControls.class);
    private static final RecordCodec<Control> CODEC = RecordCodec.of(Control.class);
    private static final String UNREADABLE =
            "the newest halt record can't be read; a newer Farrier may have written it";

    private final TopicTail tail;
    private final ConcurrentMap<String, Control> newest = new ConcurrentHashMap<>();
    private final StandingHalt halt = new StandingHalt();
    private Control.@Nullable Halted lastOrder;

    KafkaControls(ClientConfig config, String topic) {
        tail = new TopicTail(config, topic, IsolationLevel.READ_UNCOMMITTED, TopicTail.EARLIEST, this::handle);
        tail.start();
    }

    @Override
    public long readUpTo() {
        return tail.readUpTo();
    }

    @Override
    public Control.@Nullable Halted halt() {
        return halt.inForce();
    }

    @Override
    public Control.@Nullable Cancelled cancellation(String commandId) {
        return newest.get("cancel/" + commandId) instanceof Control.Cancelled cancelled ? cancelled : null;
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            newest.remove(key);
            if (key.equals("halt")) {
                halt.forget();
                lastOrder = null;
            }
            return;
        }
        try {
            Control control = CODEC.decode(record.value());
            switch (control) {
                case Control.Halted halted ->
                    onHalted(
                            halted.at() > 0
                                    ? halted
                                    : new Control.Halted(
                                            halted.halted(), halted.by(), halted.why(), record.timestamp()));
                case Control.Cancelled cancelled -> newest.put(cancelled.key(), cancelled);
            }
        } catch (RecordFormatException e) {
            LOG.error("control at {}/{}/{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            if (key.equals("halt")) {
                // Who can't know does not act.
                halt.follow(new Control.Halted(true, "farrier", UNREADABLE, record.timestamp()));
            }
        }
    }

    /** Each order comes twice, from who gave it and from the decider: told once. */
    private void onHalted(Control.Halted order) {
        if (order.equals(lastOrder)) {
            return;
        }
        lastOrder = order;
        String what = order.halted() ? "halted" : "resumed";
        if (halt.follow(order)) {
            LOG.info("{} by {}: {}", what, order.by(), order.why());
        } else {
            LOG.info("{} by {}: {}; but halted since, and that holds", what, order.by(), order.why());
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
