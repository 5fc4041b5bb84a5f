package dev.farrier.faults.wire;

import dev.farrier.faults.wire.WireProxy.Traffic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** An endless row of faults: first each action on each kind of request at each place, then at random by a seed. */
final class WirePlan implements Iterator<PlannedWireFault> {
    /** Those that may fail, in the order in which they do. */
    static final List<ApiKeys> KINDS = List.of(
            ApiKeys.END_TXN,
            ApiKeys.TXN_OFFSET_COMMIT,
            ApiKeys.PRODUCE,
            ApiKeys.ADD_PARTITIONS_TO_TXN,
            ApiKeys.ADD_OFFSETS_TO_TXN,
            ApiKeys.INIT_PRODUCER_ID,
            ApiKeys.FETCH,
            ApiKeys.LIST_OFFSETS,
            ApiKeys.FIND_COORDINATOR,
            ApiKeys.JOIN_GROUP,
            ApiKeys.SYNC_GROUP,
            ApiKeys.HEARTBEAT,
            ApiKeys.OFFSET_FETCH,
            ApiKeys.METADATA);

    /** Those that change nothing: whether Kafka has executed one makes no difference. */
    private static final Set<ApiKeys> READING = EnumSet.of(
            ApiKeys.FETCH, ApiKeys.LIST_OFFSETS, ApiKeys.FIND_COORDINATOR, ApiKeys.OFFSET_FETCH, ApiKeys.METADATA);

    private static final Set<WireAction> AFTER_EXECUTION =
            EnumSet.of(WireAction.LOSE_ANSWER, WireAction.EXECUTED_ERROR, WireAction.SILENT_ANSWER);
    private static final int LAST_NTH = 5;

    /** Clients of the run itself, and Kafka's own. */
    private static final List<String> OTHERS = List.of("faults-", "broker-", "AddPartitionsManager-");

    private final Random random;
    private final List<PlannedWireFault> all;
    private final int systematic;
    private int next;

    /**
     * @param only kinds of requests
     * @param actions which
     * @param traffic what the service sends
     */
    WirePlan(
            long seed, Set<ApiKeys> only, Set<WireAction> actions, Set<WireShape> shapes, Collection<Traffic> traffic) {
        random = new Random(seed);
        Set<Traffic> places =
                new TreeSet<>(Comparator.comparing(Traffic::client).thenComparing(Traffic::topic));
        List<PlannedWireFault> faults = new ArrayList<>();
        for (ApiKeys kind : KINDS) {
            places.clear();
            traffic.stream()
                    .filter(seen -> seen.kind() == kind
                            && only.contains(kind)
                            && !seen.client().isEmpty())
                    .filter(seen -> OTHERS.stream().noneMatch(seen.client()::startsWith))
                    .forEach(
                            seen -> places.add(new Traffic(PlannedWireFault.place(seen.client()), kind, seen.topic())));
            places.forEach(place -> actions.forEach(action -> add(faults, place, action, shapes)));
        }
        faults.sort(Comparator.comparing(PlannedWireFault::shape).thenComparing(PlannedWireFault::action));
        all = List.copyOf(faults);
        systematic = all.size();
    }

    private static void add(List<PlannedWireFault> faults, Traffic at, WireAction action, Set<WireShape> shapes) {
        if (READING.contains(at.kind()) && AFTER_EXECUTION.contains(action)) {
            return;
        }
        List<Errors> errors = WireErrors.of(at.kind());
        for (WireShape shape : shapes) {
            if (shape == WireShape.EDGE && !PlannedWireFault.AT_COMMIT.contains(at.kind())) {
                continue;
            }
            List<Errors> answers = switch (action) {
                case ERROR -> shape == WireShape.EDGE ? errors.subList(0, 1) : errors;
                case EXECUTED_ERROR -> errors.subList(0, 1);
                default -> List.of(Errors.NONE);
            };
            answers.forEach(error ->
                    faults.add(new PlannedWireFault(at.client(), at.kind(), at.topic(), action, error, shape, 0)));
        }
    }

    /** How many faults there are before the first random one. */
    int systematic() {
        return systematic;
    }

    @Override
    public boolean hasNext() {
        return !all.isEmpty();
    }

    @Override
    public PlannedWireFault next() {
        if (next < systematic) {
            return all.get(next++);
        }
        PlannedWireFault any = all.get(random.nextInt(all.size()));
        int nth = any.shape() == WireShape.ONCE ? random.nextInt(LAST_NTH + 1) : 0;
        return new PlannedWireFault(any.place(), any.kind(), any.topic(), any.action(), any.error(), any.shape(), nth);
    }
}
