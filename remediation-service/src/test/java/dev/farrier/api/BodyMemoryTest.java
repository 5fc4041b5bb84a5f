package dev.farrier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private static final int LIMIT = 60;

    private final BodyMemory memory = new BodyMemory(LIMIT);
    private long now;

    @Test
    void shouldHaveTheSlowestGiveWayToWhoIsQuicker() {
        BodyMemory.Received slow = begin(false);
        BodyMemory.Received slower = begin(false);
        add(slow, 31);
        add(slower, 29);
        now += TimeUnit.SECONDS.toNanos(1);
        BodyMemory.Received quick = begin(false);

        add(quick, 20);

        assertThat(quick.whole()).hasSize(20);
        assertThatThrownBy(() -> add(slower, 1)).isInstanceOf(Problem.class).hasMessageContaining("the slowest");
        assertThatThrownBy(slower::whole).isInstanceOf(Problem.class);
        assertThat(slow.whole()).hasSize(31);
    }

    @Test
    void shouldHaveStrangersGiveWayBeforeWhoHasShownAToken() {
        BodyMemory.Received known = begin(true);
        add(known, 10);
        now += TimeUnit.SECONDS.toNanos(9);
        BodyMemory.Received stranger = begin(false);
        add(stranger, 50);
        BodyMemory.Received other = begin(true);

        add(other, 10);

        assertThatThrownBy(() -> add(stranger, 1)).isInstanceOf(Problem.class);
        assertThat(known.whole()).hasSize(10);
        assertThat(other.whole()).hasSize(10);
    }

    @Test
    void shouldTurnAwayWhoIsTheSlowestHimself() {
        BodyMemory.Received stranger = begin(false);
        add(stranger, 1);
        BodyMemory.Received known = begin(true);
        add(known, LIMIT - 1);

        assertThatThrownBy(() -> add(stranger, 1)).isInstanceOf(Problem.class);

        assertThat(known.whole()).hasSize(LIMIT - 1);
    }

    @Test
    void shouldNotTakeFromWhatIsWhole() {
        BodyMemory.Received whole = begin(false);
        add(whole, LIMIT);
        assertThat(whole.whole()).hasSize(LIMIT);
        BodyMemory.Received next = begin(true);

        assertThatThrownBy(() -> add(next, 1)).isInstanceOf(Problem.class);

        whole.close();
        BodyMemory.Received after = begin(true);
        add(after, LIMIT);
        assertThat(after.whole()).hasSize(LIMIT);
    }

    @Test
    void shouldFreeEverythingInTheEndHoweverItEnds() {
        for (int round = 0; round < 100; round++) {
            BodyMemory.Received first = begin(false);
            BodyMemory.Received second = begin(false);
            add(first, 30);
            now += 1_000;
            add(second, 40);
            assertThat(second.whole()).hasSize(40);
            first.close();
            second.close();
            second.close();
        }
        BodyMemory.Received all = begin(false);
        add(all, LIMIT);
        assertThat(all.whole()).hasSize(LIMIT);
    }

    private BodyMemory.Received begin(boolean known) {
        return memory.begin(known, now);
    }

    private void add(BodyMemory.Received received, int bytes) {
        received.add(new byte[bytes], bytes, now);
    }
}
