package dev.farrier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyBuffersTest {
    private static final int LIMIT = 60;

    private final BodyBuffers memory = new BodyBuffers(LIMIT);
    private long now;

    @Test
    void shouldHaveTheSlowestGiveWayToWhoIsQuicker() {
        BodyBuffers.BodyBuffer slow = begin(false);
        BodyBuffers.BodyBuffer slower = begin(false);
        add(slow, 31);
        add(slower, 29);
        now += TimeUnit.SECONDS.toNanos(1);
        BodyBuffers.BodyBuffer quick = begin(false);

        add(quick, 20);

        assertThat(quick.whole()).hasSize(20);
        assertThatThrownBy(() -> add(slower, 1)).isInstanceOf(HttpProblem.class).hasMessageContaining("the slowest");
        assertThatThrownBy(slower::whole).isInstanceOf(HttpProblem.class);
        assertThat(slow.whole()).hasSize(31);
    }

    @Test
    void shouldHaveStrangersGiveWayBeforeWhoHasShownAToken() {
        BodyBuffers.BodyBuffer known = begin(true);
        add(known, 10);
        now += TimeUnit.SECONDS.toNanos(9);
        BodyBuffers.BodyBuffer stranger = begin(false);
        add(stranger, 50);
        BodyBuffers.BodyBuffer other = begin(true);

        add(other, 10);

        assertThatThrownBy(() -> add(stranger, 1)).isInstanceOf(HttpProblem.class);
        assertThat(known.whole()).hasSize(10);
        assertThat(other.whole()).hasSize(10);
    }

    @Test
    void shouldTurnAwayWhoIsTheSlowestHimself() {
        BodyBuffers.BodyBuffer stranger = begin(false);
        add(stranger, 1);
        BodyBuffers.BodyBuffer known = begin(true);
        add(known, LIMIT - 1);

        assertThatThrownBy(() -> add(stranger, 1)).isInstanceOf(HttpProblem.class);

        assertThat(known.whole()).hasSize(LIMIT - 1);
    }

    @Test
    void shouldNotTakeFromWhatIsWhole() {
        BodyBuffers.BodyBuffer whole = begin(false);
        add(whole, LIMIT);
        assertThat(whole.whole()).hasSize(LIMIT);
        BodyBuffers.BodyBuffer next = begin(true);

        assertThatThrownBy(() -> add(next, 1)).isInstanceOf(HttpProblem.class);

        whole.close();
        BodyBuffers.BodyBuffer after = begin(true);
        add(after, LIMIT);
        assertThat(after.whole()).hasSize(LIMIT);
    }

    @Test
    void shouldFreeEverythingInTheEndHoweverItEnds() {
        for (int round = 0; round < 100; round++) {
            BodyBuffers.BodyBuffer first = begin(false);
            BodyBuffers.BodyBuffer second = begin(false);
            add(first, 30);
            now += 1_000;
            add(second, 40);
            assertThat(second.whole()).hasSize(40);
            first.close();
            second.close();
            second.close();
        }
        BodyBuffers.BodyBuffer all = begin(false);
        add(all, LIMIT);
        assertThat(all.whole()).hasSize(LIMIT);
    }

    private BodyBuffers.BodyBuffer begin(boolean known) {
        return memory.open(known, now);
    }

    private void add(BodyBuffers.BodyBuffer received, int bytes) {
        received.add(new byte[bytes], bytes, now);
    }
}
