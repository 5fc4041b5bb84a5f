package dev.farrier.demo.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.demo.Given;
import dev.farrier.demo.bridge.Ledger;
import dev.farrier.demo.exam.Judge.Facts;
import dev.farrier.demo.fleet.Fault;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    private static final Trial HANG = new Trial(Fault.HANG, Given.BRIDGE, 400, 0);
    private static final Trial BROKEN = new Trial(Fault.BROKEN_HOST, Given.BRIDGE, 400, 0);

    private static List<Ledger.Entry> ledger(String incident, List<String> did) {
        return did.stream()
                .map(what -> new Ledger.Entry(0, Given.BRIDGE, incident, what))
                .toList();
    }

    private static Incident acting() {
        return Given.done(
                Given.doing(Given.incident("i1", "p"), 0, "restart", "restart-bridge", Purpose.STEP),
                "restart",
                "restart-bridge",
                Purpose.STEP,
                OutcomeKind.SUCCEEDED);
    }

    private static Incident healed() {
        return Given.moved(acting(), IncidentState.RESOLVED, Reason.VERIFIED);
    }

    private static Incident escalated() {
        Incident open = Given.moved(acting(), IncidentState.ESCALATED, Reason.RUNGS_USED_UP);
        return Given.done(open, "", "page", Purpose.ESCALATE, OutcomeKind.SUCCEEDED);
    }

    private static Facts facts(List<Incident> incidents, List<Ledger.Entry> ledger) {
        return new Facts(incidents, List.of(), ledger, true);
    }

    private static String problem(Trial trial, Facts facts) {
        return Judge.judge(trial, facts).orElseThrow().problem();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BROKEN_HOST")
    void shouldBeHealedWhenExactlyTheCureWasDone(Fault fault) {
        Trial trial = new Trial(fault, Given.BRIDGE, 400, 0);

        Result result = Judge.judge(trial, facts(List.of(healed()), ledger("i1", Judge.cure(fault))))
                .orElseThrow();

        assertThat(result).isEqualTo(new Result(fault, Given.BRIDGE, 600, 3_600, "p: restart-bridge", ""));
        assertThat(result.healed()).isTrue();
        assertThat(result.escalated()).isFalse();
    }

    @Test
    void shouldNotBeOverWhileTheIncidentIsOpen() {
        assertThat(Judge.judge(HANG, facts(List.of(), List.of()))).isEmpty();
        assertThat(Judge.judge(HANG, facts(List.of(acting()), ledger("i1", Judge.cure(Fault.HANG)))))
                .isEmpty();
    }

    @Test
    void shouldNotBeOverWhileAnotherIncidentWaits() {
        Incident waiting = Given.moved(Given.incident("i2", "q"), IncidentState.DEFERRED, Reason.TARGET_BUSY);

        assertThat(Judge.judge(HANG, facts(List.of(healed(), waiting), ledger("i1", Judge.cure(Fault.HANG)))))
                .isEmpty();
    }

    @Test
    void shouldNotBeOverWhileTheBridgeTakesNoSessions() {
        Facts facts = new Facts(List.of(healed()), List.of(), ledger("i1", Judge.cure(Fault.HANG)), false);

        assertThat(Judge.judge(HANG, facts)).isEmpty();
    }

    @Test
    void shouldNotBeHealedByAnIncidentThatDidNothing() {
        Incident cleared = Given.moved(Given.incident("i1", "p"), IncidentState.RESOLVED, Reason.CLEARED_ITSELF);

        assertThat(Judge.judge(HANG, facts(List.of(cleared), List.of()))).isEmpty();
    }

    @Test
    void shouldBeWrongWhenItWasDoneTwice() {
        List<String> twice = new ArrayList<>(Judge.cure(Fault.HANG));
        twice.addAll(Judge.cure(Fault.HANG));

        assertThat(problem(HANG, facts(List.of(healed()), ledger("i1", twice)))).startsWith("done was [restart begins");
    }

    @Test
    void shouldBeWrongWhenSomebodyElseTouchedTheBridge() {
        List<Ledger.Entry> ledger = Stream.concat(
                        ledger("i1", Judge.cure(Fault.HANG)).stream(), ledger("i9", List.of("drain")).stream())
                .toList();

        assertThat(problem(HANG, facts(List.of(healed()), ledger))).isEqualTo("'drain' was done by i9");
    }

    @Test
    void shouldBeWrongWhenASessionWasCutButByACrash() {
        List<Ledger.Entry> ledger = Stream.concat(
                        ledger("-", List.of("cut s1-1")).stream(), ledger("i1", Judge.cure(Fault.HANG)).stream())
                .toList();

        assertThat(problem(HANG, facts(List.of(healed()), ledger))).isEqualTo("a session was cut");
        Trial crash = new Trial(Fault.CRASH, Given.BRIDGE, 400, 0);
        assertThat(problem(crash, facts(List.of(healed()), ledger))).isEmpty();
    }

    @Test
    void shouldBeWrongWhenTwoIncidentsActed() {
        Incident second = Given.moved(
                Given.done(Given.incident("i2", "q"), "r", "s", Purpose.STEP, OutcomeKind.SUCCEEDED),
                IncidentState.RESOLVED,
                Reason.VERIFIED);

        assertThat(problem(HANG, facts(List.of(healed(), second), ledger("i1", Judge.cure(Fault.HANG)))))
                .startsWith("2 incidents acted");
    }

    @Test
    void shouldBeEscalatedWhenThePageHasCome() {
        List<Ledger.Entry> ledger = ledger(
                "i1",
                List.of("restart begins", "restart fails: x", "wipe cache", "restart begins", "restart fails: x"));
        Facts noPage = facts(List.of(escalated()), ledger);
        assertThat(Judge.judge(BROKEN, noPage)).isEmpty();

        Facts paged = new Facts(List.of(escalated()), List.of("{\"incident\":\"i1\"}"), ledger, false);

        Result result = Judge.judge(BROKEN, paged).orElseThrow();
        assertThat(result.escalated()).isTrue();
        assertThat(result.healed()).isFalse();
        assertThat(result.done()).isEqualTo("p: restart-bridge; then a person called");
    }

    @Test
    void shouldBeWrongWhenAPersonWasCalledForWhatCanBeHealed() {
        Facts paged = new Facts(
                List.of(escalated()), List.of("{\"incident\":\"i1\"}"), ledger("i1", Judge.cure(Fault.HANG)), true);

        assertThat(problem(HANG, paged)).isEqualTo("a person was called");
    }

    @Test
    void shouldSayWhereItStandsWhenTimeIsUp() {
        assertThat(Judge.unfinished(HANG, facts(List.of(), List.of())))
                .isEqualTo(new Result(Fault.HANG, Given.BRIDGE, -1, -1, "", "not detected"));
        Incident waiting = Given.moved(Given.incident("i2", "q"), IncidentState.DEFERRED, Reason.TARGET_BUSY);
        assertThat(Judge.unfinished(HANG, facts(List.of(waiting), List.of())).problem())
                .isEqualTo("not at its end: q DEFERRED (target-busy)");
    }
}
