package dev.farrier.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class RepeatedWarningFilterTest {
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";

    private final RepeatedWarningFilter filter = new RepeatedWarningFilter();

    @Test
    void shouldLetAComplaintThroughOnceInHalfAMinuteWhoeverMakesIt() {
        assertThat(decide(CLIENT, Level.WARN, "[Producer clientId=a] Node 1 is away", 0))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(CLIENT, Level.WARN, "[Consumer clientId=b] Node 2 is away", 1))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide(CLIENT, Level.WARN, "[Producer clientId=a] Node 1 is away", 29_999))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide(CLIENT, Level.WARN, "[Producer clientId=a] Node 1 is away", 30_000))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldLetDifferentComplaintsThrough() {
        assertThat(decide(CLIENT, Level.WARN, "one", 0)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(CLIENT, Level.WARN, "another", 0)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldNeverHoldBackErrorsOrWhatOthersSay() {
        for (int i = 0; i < 2; i++) {
            assertThat(decide(CLIENT, Level.ERROR, "broken", i)).isEqualTo(FilterReply.NEUTRAL);
            assertThat(decide("dev.farrier.app.Any", Level.WARN, "broken", i)).isEqualTo(FilterReply.NEUTRAL);
        }
    }

    @Test
    void shouldForgetRatherThanGrow() {
        for (int i = 0; i < 2_000; i++) {
            decide(CLIENT, Level.WARN, "x".repeat(i), 0);
        }
        assertThat(decide(CLIENT, Level.WARN, "x".repeat(1_999), 1)).isEqualTo(FilterReply.DENY);
    }

    private FilterReply decide(String logger, Level level, String message, long at) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(level);
        event.setMessage(message);
        event.setTimeStamp(at);
        return filter.decide(event);
    }
}
