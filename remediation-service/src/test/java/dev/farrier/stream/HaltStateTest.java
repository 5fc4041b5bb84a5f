package dev.farrier.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.StandingHalt;
import java.util.List;
import org.junit.jupiter.api.Test;

class HaltStateTest {
    private static final HaltScope EU = new HaltScope(ScopeKind.SITE, "eu");
    private static final HaltScope STUCK = new HaltScope(ScopeKind.POLICY, "stuck");
    private static final HaltScope HOST = new HaltScope(ScopeKind.TARGET, "a");

    private final HaltState halt = new HaltState();

    @Test
    void shouldNotHaltUnasked() {
        assertThat(halt.inForce()).isEmpty();
    }

    @Test
    void shouldFollowTheLastOrder() {
        halt.apply(halted(10));
        assertThat(halt.inForce()).containsExactly(standing(HaltScope.ALL, 10));

        assertThat(halt.apply(resumed(11))).isTrue();
        assertThat(halt.inForce()).isEmpty();
    }

    @Test
    void shouldNotLetALateResumeLiftANewerHalt() {
        halt.apply(halted(10));
        halt.apply(resumed(20));
        halt.apply(halted(30));
        // The decider comes to the first two orders only now.
        halt.apply(halted(10));
        assertThat(halt.apply(resumed(20))).isFalse();
        assertThat(halt.inForce()).isNotEmpty();

        halt.apply(halted(30));
        halt.apply(resumed(31));
        assertThat(halt.inForce()).isEmpty();
    }

    @Test
    void shouldStayHaltedWhenBothOrdersAreOfOneMillisecond() {
        halt.apply(halted(10));
        assertThat(halt.apply(resumed(10))).isFalse();
        assertThat(halt.inForce()).isNotEmpty();
    }

    @Test
    void shouldHaltForAnOldOrderToo() {
        halt.apply(resumed(20));
        halt.apply(halted(10));
        assertThat(halt.inForce()).isNotEmpty();
        halt.apply(resumed(20));
        assertThat(halt.inForce()).isEmpty();
    }

    @Test
    void shouldNotTakeTheAbsenceOfAHaltForTheEndOfOne() {
        assertThat(halt.apply(resumed(1))).isTrue();
        assertThat(halt.inForce()).isEmpty();
        halt.apply(halted(10));
        assertThat(halt.apply(resumed(1))).isFalse();
        assertThat(halt.inForce()).isNotEmpty();
    }

    @Test
    void shouldNotLetAnOldHaltAllowTheCallsThatANewerOneStops() {
        Control.Halted all = new Control.Halted(true, true, "ann", "drill", 20);
        halt.apply(halted(10));
        halt.apply(all);
        assertThat(halt.apply(halted(10))).isFalse();
        assertThat(halt.inForce()).containsExactly(new StandingHalt(HaltScope.ALL, true, "ann", "drill", 20));
        halt.apply(halted(21));
        assertThat(halt.inForce()).containsExactly(standing(HaltScope.ALL, 21));
    }

    @Test
    void shouldAddWhatAPersonHaltsToWhatIsHaltedAlready() {
        halt.apply(halted(EU, 10));
        halt.apply(halted(STUCK, 11));
        halt.apply(halted(HaltScope.ALL, 12));
        assertThat(halt.inForce()).containsExactly(standing(HaltScope.ALL, 12), standing(EU, 10), standing(STUCK, 11));

        halt.apply(new Control.Halted(false, false, "ann", "over", 13, HaltScope.ALL));
        assertThat(halt.inForce()).containsExactly(standing(EU, 10), standing(STUCK, 11));
    }

    @Test
    void shouldTakeOverWhatTheDeciderSaysButForWhatWasOrderedSince() {
        halt.apply(halted(EU, 10));
        halt.apply(halted(STUCK, 11));
        halt.apply(halted(HOST, 30));

        assertThat(halt.apply(whole(20, standing(EU, 10)))).isTrue();
        assertThat(halt.inForce()).containsExactly(standing(EU, 10), standing(HOST, 30));

        assertThat(halt.apply(resumed(30))).isFalse();
        assertThat(halt.inForce()).containsExactly(standing(HOST, 30));
        assertThat(halt.apply(resumed(31))).isTrue();
        assertThat(halt.inForce()).isEmpty();
    }

    @Test
    void shouldKeepWhatStandsWhenTheDeciderRepeatsAnOlderList() {
        halt.apply(whole(20, standing(EU, 20)));
        halt.apply(whole(25, standing(EU, 20), standing(HOST, 25)));
        halt.apply(whole(20, standing(EU, 20)));
        assertThat(halt.inForce()).containsExactly(standing(EU, 20), standing(HOST, 25));
    }

    private static Control.Halted whole(long at, StandingHalt... standing) {
        return new Control.Halted(true, false, "ann", "drill", at, null, List.of(standing));
    }

    private static Control.Halted halted(HaltScope scope, long at) {
        return new Control.Halted(true, false, "ann", "drill", at, scope);
    }

    private static StandingHalt standing(HaltScope scope, long at) {
        return new StandingHalt(scope, false, "ann", "drill", at);
    }

    private static Control.Halted halted(long at) {
        return new Control.Halted(true, false, "ann", "drill", at);
    }

    private static Control.Halted resumed(long at) {
        return new Control.Halted(false, false, "ann", "over", at);
    }
}
