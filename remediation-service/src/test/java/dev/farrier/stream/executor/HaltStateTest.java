package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Control;
import org.junit.jupiter.api.Test;

class HaltStateTest {
    private final HaltState halt = new HaltState();

    @Test
    void shouldNotHaltUnasked() {
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldFollowTheLastOrder() {
        halt.apply(halted(10));
        assertThat(halt.inForce()).isEqualTo(halted(10));

        assertThat(halt.apply(resumed(11))).isTrue();
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldNotLetALateResumeLiftANewerHalt() {
        halt.apply(halted(10));
        halt.apply(resumed(20));
        halt.apply(halted(30));
        // The decider comes to the first two orders only now.
        halt.apply(halted(10));
        assertThat(halt.apply(resumed(20))).isFalse();
        assertThat(halt.inForce()).isNotNull();

        halt.apply(halted(30));
        halt.apply(resumed(31));
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldStayHaltedWhenBothOrdersAreOfOneMillisecond() {
        halt.apply(halted(10));
        assertThat(halt.apply(resumed(10))).isFalse();
        assertThat(halt.inForce()).isNotNull();
    }

    @Test
    void shouldHaltForAnOldOrderToo() {
        halt.apply(resumed(20));
        halt.apply(halted(10));
        assertThat(halt.inForce()).isNotNull();
        halt.apply(resumed(20));
        assertThat(halt.inForce()).isNull();
    }

    @Test
    void shouldNotTakeTheAbsenceOfAHaltForTheEndOfOne() {
        assertThat(halt.apply(resumed(1))).isTrue();
        assertThat(halt.inForce()).isNull();
        halt.apply(halted(10));
        assertThat(halt.apply(resumed(1))).isFalse();
        assertThat(halt.inForce()).isNotNull();
    }

    @Test
    void shouldNotLetAnOldHaltAllowTheCallsThatANewerOneStops() {
        Control.Halted all = new Control.Halted(true, true, "ann", "drill", 20);
        halt.apply(halted(10));
        halt.apply(all);
        assertThat(halt.apply(halted(10))).isFalse();
        assertThat(halt.inForce()).isEqualTo(all);
        halt.apply(halted(21));
        assertThat(halt.inForce()).isEqualTo(halted(21));
    }

    private static Control.Halted halted(long at) {
        return new Control.Halted(true, false, "ann", "drill", at);
    }

    private static Control.Halted resumed(long at) {
        return new Control.Halted(false, false, "ann", "over", at);
    }
}
