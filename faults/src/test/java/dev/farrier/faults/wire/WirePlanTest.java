package dev.farrier.faults.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.wire.WireProxy.Traffic;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;

class WirePlanTest {
    private static final String CORE = "farrier.core-StreamThread-*-producer";
    private static final List<Traffic> SEEN = List.of(
            new Traffic("farrier.core-StreamThread-1-producer", ApiKeys.END_TXN, ""),
            new Traffic("farrier.core-StreamThread-7-producer", ApiKeys.END_TXN, ""),
            new Traffic("farrier.core-StreamThread-1-producer", ApiKeys.PRODUCE, "farrier.audit"),
            new Traffic("farrier-outcomes-x", ApiKeys.PRODUCE, "x"),
            new Traffic("farrier-outcomes-x", ApiKeys.API_VERSIONS, ""),
            new Traffic("faults-sender", ApiKeys.PRODUCE, "x"),
            new Traffic("farrier-markers", ApiKeys.METADATA, ""));

    private static List<PlannedWireFault> first(WirePlan plan, int count) {
        return IntStream.range(0, count).mapToObj(i -> plan.next()).toList();
    }

    private static WirePlan plan(long seed, Set<ApiKeys> only) {
        return new WirePlan(seed, only, EnumSet.allOf(WireAction.class), EnumSet.allOf(WireShape.class), SEEN);
    }

    @Test
    void shouldTryEachActionOnEachKindAtEachPlaceOnce() {
        WirePlan plan = plan(1, EnumSet.allOf(ApiKeys.class));
        List<PlannedWireFault> faults = first(plan, plan.systematic());

        assertThat(faults).doesNotHaveDuplicates();
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == ApiKeys.END_TXN && fault.shape() == WireShape.ONCE)
                .allSatisfy(fault -> assertThat(fault.place()).isEqualTo(CORE))
                .extracting(PlannedWireFault::action)
                .contains(WireAction.values());
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == ApiKeys.PRODUCE && fault.shape() == WireShape.BURST)
                .extracting(PlannedWireFault::topic)
                .containsOnly("farrier.audit", "x");
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == ApiKeys.METADATA)
                .as("reading: that it was executed makes no difference")
                .extracting(PlannedWireFault::action)
                .doesNotContain(WireAction.LOSE_ANSWER, WireAction.EXECUTED_ERROR, WireAction.SILENT_ANSWER);
        assertThat(faults).noneMatch(fault -> fault.place().startsWith("faults-"));
    }

    @Test
    void shouldBeginWithLostAnswers() {
        assertThat(plan(1, EnumSet.allOf(ApiKeys.class)).next())
                .isEqualTo(new PlannedWireFault(
                        CORE, ApiKeys.END_TXN, "", WireAction.LOSE_ANSWER, Errors.NONE, WireShape.ONCE, 0));
    }

    @Test
    void shouldGoOnAtRandomBySeed() {
        Set<ApiKeys> only = Set.of(ApiKeys.END_TXN);
        int systematic = plan(1, only).systematic();
        List<PlannedWireFault> one = first(plan(1, only), systematic + 50);

        assertThat(one).allMatch(fault -> fault.kind() == ApiKeys.END_TXN);
        assertThat(first(plan(1, only), systematic + 50)).isEqualTo(one);
        List<PlannedWireFault> other = first(plan(2, only), systematic + 50);
        assertThat(other.subList(0, systematic)).isEqualTo(one.subList(0, systematic));
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void shouldHaveNothingWhereNothingWasSeen() {
        assertThat(plan(1, Set.of(ApiKeys.ADD_OFFSETS_TO_TXN)).hasNext()).isFalse();
    }

    @Test
    void shouldMeanEachThreadOfAPlace() {
        PlannedWireFault fault = plan(1, Set.of(ApiKeys.END_TXN)).next();

        assertThat(fault.isOf("farrier.core-StreamThread-23-producer")).isTrue();
        assertThat(fault.isOf("farrier.core-StreamThread-23-consumer")).isFalse();
        assertThat(fault.rule(Duration.ofSeconds(1))
                        .judge(
                                new WireRequest(
                                        new byte[0],
                                        new RequestHeader(
                                                ApiKeys.END_TXN,
                                                ApiKeys.END_TXN.latestVersion(),
                                                "farrier.core-StreamThread-23-producer",
                                                1),
                                        Set.of(),
                                        true),
                                0))
                .isNotNull();
    }
}
