package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Control;
import org.junit.jupiter.api.Test;

class StandingHaltTest {
    private final StandingHalt halt = new StandingHalt();

    @Test
    void shouldNotHaltUnasked() {
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldFollowTheLastOrder() {
        halt.follow(halted(10));
        assertThat(halt.inForce()).isEqualTo(halted(10));

        assertThat(halt.follow(resumed(11))).isTrue();
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldNotLetALateResumeLiftANewerHalt() {
        halt.follow(halted(10));
        halt.follow(resumed(20));
        halt.follow(halted(30));
        // The decider comes to the first two orders only now.
        halt.follow(halted(10));
        assertThat(halt.follow(resumed(20))).isFalse();
        assertThat(halt.inForce()).isNotNull();

        halt.follow(halted(30));
        halt.follow(resumed(31));
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldStayHaltedWhenBothOrdersAreOfOneMillisecond() {
        halt.follow(halted(10));
        assertThat(halt.follow(resumed(10))).isFalse();
        assertThat(halt.inForce()).isNotNull();
    }

    @Test
    void shouldHaltForAnOldOrderToo() {
        halt.follow(resumed(20));
        halt.follow(halted(10));
        assertThat(halt.inForce()).isNotNull();
        halt.follow(resumed(20));
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldNotTakeTheAbsenceOfAHaltForTheEndOfOne() {
        assertThat(halt.follow(resumed(1))).isTrue();
        assertThat(halt.inForce()).isNull();
        halt.follow(halted(10));
        assertThat(halt.follow(resumed(1))).isFalse();
        assertThat(halt.inForce()).isNotNull();
    }

    @Test
    void shouldNotLetAnOldHaltAllowTheCallsThatANewerOneStops() {
        Control.Halted all = new Control.Halted(true, true, "ann", "drill", 20);
        halt.follow(halted(10));
        halt.follow(all);
        assertThat(halt.follow(halted(10))).isFalse();
        assertThat(halt.inForce()).isEqualTo(all);
        halt.follow(halted(21));
        assertThat(halt.inForce()).isEqualTo(halted(21));
    }

    private static Control.Halted halted(long at) {
        return new Control.Halted(true, false, "ann", "drill", at);
    }

    private static Control.Halted resumed(long at) {
        return new Control.Halted(false, false, "ann", "over", at);
    }
}
