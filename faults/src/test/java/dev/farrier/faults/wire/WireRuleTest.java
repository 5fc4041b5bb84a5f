package dev.farrier.faults.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.wire.WireRule.Extent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;

class WireRuleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long NANOS = SECOND.toNanos();

    private static WireRequest request(String client, ApiKeys kind, String... topics) {
        return new WireRequest(
                new byte[0], new RequestHeader(kind, kind.latestVersion(), client, 1), Set.of(topics), true);
    }

    private static WireRule rule(ApiKeys kind, String topic, WireAction action, Extent extent) {
        return new WireRule(
                new WireRule.Target(kind, Pattern.compile("a-\\d"), topic),
                new Injection(action, Errors.NOT_COORDINATOR, SECOND),
                extent);
    }

    @Test
    void shouldFailTheNthOfItsKindOfItsClient() {
        WireRule rule = rule(ApiKeys.END_TXN, "", WireAction.DROP, Extent.once(2));

        List<Boolean> failed = IntStream.range(0, 5)
                .mapToObj(i -> rule.judge(request("a-1", ApiKeys.END_TXN), 0) != null)
                .toList();

        assertThat(failed).containsExactly(false, false, true, false, false);
        assertThat(rule.isOver(0)).isTrue();
    }

    @Test
    void shouldLetOtherKindsClientsAndTopicsPass() {
        WireRule rule = rule(ApiKeys.PRODUCE, "t", WireAction.DROP, Extent.once(0));

        assertThat(rule.judge(request("a-1", ApiKeys.FETCH), 0)).isNull();
        assertThat(rule.judge(request("b-1", ApiKeys.PRODUCE, "t"), 0)).isNull();
        assertThat(rule.judge(request("xa-1", ApiKeys.PRODUCE, "t"), 0)).isNull();
        assertThat(rule.judge(request("a-1", ApiKeys.PRODUCE, "other"), 0)).isNull();
        assertThat(rule.judge(request("a-1", ApiKeys.PRODUCE, "other", "t"), 0)).isNotNull();
        assertThat(rule.hits()).isEqualTo(1);
    }

    @Test
    void shouldFailForATimeFromTheFirstOn() {
        WireRule rule = rule(ApiKeys.FETCH, "", WireAction.DROP, Extent.burst(100, SECOND));
        assertThat(rule.isOver(100 * NANOS)).isFalse();

        assertThat(rule.judge(request("a-1", ApiKeys.FETCH), 100 * NANOS)).isNotNull();
        assertThat(rule.judge(request("a-2", ApiKeys.FETCH), 101 * NANOS - 1)).isNotNull();
        assertThat(rule.judge(request("a-2", ApiKeys.END_TXN), 101 * NANOS - 1)).isNull();
        assertThat(rule.judge(request("a-1", ApiKeys.FETCH), 101 * NANOS)).isNull();
        assertThat(rule.isOver(101 * NANOS)).isTrue();
    }

    @Test
    void shouldFailSoManyAtMost() {
        WireRule rule = rule(ApiKeys.FETCH, "", WireAction.DROP, Extent.burst(3, SECOND));

        assertThat(IntStream.range(0, 10)
                        .filter(i -> rule.judge(request("a-1", ApiKeys.FETCH), 0) != null)
                        .count())
                .isEqualTo(3);
    }

    @Test
    void shouldFailEverythingBehindTheFirst() {
        WireRule rule = rule(ApiKeys.END_TXN, "", WireAction.ERROR, Extent.everything(100, SECOND));

        assertThat(rule.judge(request("a-1", ApiKeys.FETCH), 0)).isNull();
        assertThat(rule.judge(request("a-1", ApiKeys.END_TXN), 0))
                .extracting(Injection::error)
                .isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(rule.judge(request("a-1", ApiKeys.FETCH), 0))
                .as("an error that this kind of request knows")
                .extracting(Injection::error)
                .isEqualTo(WireErrors.of(ApiKeys.FETCH).getFirst());
        assertThat(rule.judge(request("a-1", ApiKeys.API_VERSIONS), 0))
                .as("a kind that is answered with no error")
                .isNull();
        assertThat(rule.judge(request("b-1", ApiKeys.FETCH), 0)).isNull();
    }
}
