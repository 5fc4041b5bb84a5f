package dev.farrier.faults.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.crash.FaultKind.Victim;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Map<Victim, Integer> VICTIMS = Map.of(Victim.BROKER, 1, Victim.ENGINE, 2, Victim.WORKER, 2);

    private static List<PlannedFault> faults(long seed, FaultKind... kinds) {
        return Stream.generate(new FaultPlan(seed, List.of(kinds), VICTIMS)::next)
                .limit(500)
                .toList();
    }

    @Test
    void shouldBeTheSameForTheSameSeed() {
        assertThat(faults(7, FaultKind.values())).isEqualTo(faults(7, FaultKind.values()));
        assertThat(faults(7, FaultKind.values())).isNotEqualTo(faults(8, FaultKind.values()));
    }

    @Test
    void shouldMeetEverybodyInTime() {
        List<PlannedFault> faults = faults(7, FaultKind.values());

        assertThat(faults.stream()
                        .map(fault -> fault.kind() + " " + fault.number())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "kill-broker 0",
                        "kill-engine 0",
                        "kill-engine 1",
                        "kill-worker 0",
                        "kill-worker 1",
                        "lose-broker 0",
                        "pause-engine 0",
                        "pause-engine 1",
                        "pause-worker 0",
                        "pause-worker 1");
        assertThat(faults).allSatisfy(fault -> {
            assertThat(fault.after()).isBetween(8_000L, 22_000L);
            switch (fault.kind()) {
                case KILL_BROKER, KILL_ENGINE, KILL_WORKER ->
                    assertThat(fault.lasts()).isBetween(0L, 10_000L);
                case PAUSE_ENGINE, PAUSE_WORKER -> assertThat(fault.lasts()).isBetween(0L, 40_000L);
                case LOSE_BROKER -> assertThat(fault.lasts()).isBetween(80_000L, 100_000L);
            }
        });
    }

    @Test
    void shouldLeaveOutWhatWasNotAskedFor() {
        assertThat(faults(7, FaultKind.KILL_WORKER))
                .allSatisfy(fault -> assertThat(fault.kind()).isEqualTo(FaultKind.KILL_WORKER));
    }
}
