package dev.farrier.stream.client;

import dev.farrier.model.BundleHold;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.model.Silence;
import dev.farrier.model.TimedOrder;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the topic bundles says of commits besides their files: origin, refusals, what is held, how the source is. Thread-safe. */
public final class BundleHistory {
    static final RecordCodec<BundleInfo> INFO = RecordCodec.of(BundleInfo.class);
    static final RecordCodec<BundleHold> HOLD = RecordCodec.of(BundleHold.class);
    static final RecordCodec<PolicySourceReport> REPORT = RecordCodec.of(PolicySourceReport.class);

    private static final RecordCodec<OperatorInput> ORDERS = RecordCodec.of(OperatorInput.class);

    private final Map<String, TimedOrder> orders = new ConcurrentHashMap<>();
    private final Map<String, BundleInfo> infos = new ConcurrentHashMap<>();
    private volatile @Nullable BundleHold hold;
    private volatile @Nullable PolicySourceReport report;
    private volatile long fetchRequestedAt;

    /** Ignores a record with any other key. */
    void read(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        switch (record.key()) {
            case BundleKeys.HOLD -> hold = value == null ? null : HOLD.decode(value);
            case BundleKeys.SOURCE -> report = value == null ? null : REPORT.decode(value);
            case BundleKeys.FETCH -> fetchRequestedAt = record.timestamp();
            case String key when BundleKeys.isOrder(key) -> readOrder(record);
            default ->
                BundleKeys.infoOf(record.key()).ifPresent(commit -> {
                    if (value == null) {
                        infos.remove(commit);
                    } else {
                        infos.put(commit, INFO.decode(value));
                    }
                });
        }
    }

    private void readOrder(ConsumerRecord<String, byte[]> record) {
        orders.remove(record.key());
        OperatorInput order = record.value() == null ? null : ORDERS.decode(record.value());
        long since = record.timestamp();
        if (order instanceof OperatorInput.AddSilence add) {
            orders.put(record.key(), new Silence(add.id(), add.matchers(), add.by(), add.why(), since, add.until()));
        } else if (order instanceof OperatorInput.BeginMaintenance begin) {
            orders.put(
                    record.key(),
                    new Maintenance(begin.id(), begin.selector(), begin.by(), begin.why(), since, begin.until()));
        }
    }

    /** Silences and maintenances that have not ended, by their end. */
    public List<TimedOrder> orders(long now) {
        return orders(TimedOrder.class, now);
    }

    /** Those that have not ended, by their end. */
    public <T extends TimedOrder> List<T> orders(Class<T> kind, long now) {
        return orders.values().stream()
                .filter(order -> order.until() > now)
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(Comparator.comparingLong(TimedOrder::until).thenComparing(TimedOrder::id))
                .toList();
    }

    /** Of commits that were published or refused, the newest first. */
    public List<BundleInfo> infos() {
        List<BundleInfo> all = new ArrayList<>(infos.values());
        all.sort(Comparator.comparingLong(BundleInfo::at).reversed());
        return all;
    }

    public Optional<BundleInfo> info(String commit) {
        return Optional.ofNullable(infos.get(commit));
    }

    public Optional<BundleHold> hold() {
        return Optional.ofNullable(hold);
    }

    public Optional<PolicySourceReport> report() {
        return Optional.ofNullable(report);
    }

    /** When somebody last asked for a fetch, by the broker's clock, epoch milliseconds; 0: never. */
    public long fetchRequestedAt() {
        return fetchRequestedAt;
    }
}
