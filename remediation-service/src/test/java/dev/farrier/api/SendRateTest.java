package dev.farrier.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendRateTest {
    private final SendRate pace = new SendRate();

    @ParameterizedTest
    @CsvSource({
        "0,     9999,  true",
        "0,     10000, false",
        "9999,  9999,  true",
        "9999,  10000, false",
        "10000, 10000, true",
        "1,     30000, false"
    })
    void shouldWantAKilobyteASecondOverTenSeconds(int bytes, long millis, boolean kept) {
        assertThat(sent(bytes, millis)).isEqualTo(kept);
    }

    @Test
    void shouldCutOffWhoTrickles() {
        assertThat(sent(1, 5_000)).isTrue();
        assertThat(sent(1, 4_999)).isTrue();
        assertThat(sent(1, 1)).isFalse();
    }

    /** Jetty's own minimum rate counts from the first byte on: github.com/jetty/jetty.project/issues/4641. */
    @Test
    void shouldForgiveAStutterAtTheBeginning() {
        assertThat(sent(1, 300)).isTrue();
        assertThat(sent(0, 9_000)).isTrue();
        assertThat(sent(10_000, 700)).isTrue();
    }

    @Test
    void shouldCutOffWhoStopsAfterAQuickBeginning() {
        assertThat(sent(4 << 20, 10_000)).isTrue();
        assertThat(sent(1, 5_000)).isTrue();
        assertThat(sent(1, 5_000)).isFalse();
    }

    @Test
    void shouldBearWhoIsJustQuickEnoughForAsLongAsItTakes() {
        for (int second = 0; second < 5_000; second++) {
            assertThat(sent(1_000, 1_000)).isTrue();
        }
    }

    private boolean sent(int bytes, long millis) {
        return pace.isKept(bytes, TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
