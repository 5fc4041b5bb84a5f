package dev.farrier.demo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.demo.Fixtures;
import dev.farrier.demo.bridge.BridgeLedger;
import dev.farrier.demo.chaos.FaultEvaluator.Observations;
import dev.farrier.demo.fleet.DemoFault;
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

class FaultEvaluatorTest {
    private static final InjectedFault HANG = new InjectedFault(DemoFault.HANG, Fixtures.BRIDGE, 400, 0);
    private static final InjectedFault BROKEN = new InjectedFault(DemoFault.BROKEN_HOST, Fixtures.BRIDGE, 400, 0);

    private static List<BridgeLedger.Entry> ledger(String incident, List<String> did) {
        return did.stream()
                .map(what -> new BridgeLedger.Entry(0, Fixtures.BRIDGE, incident, what))
                .toList();
    }

    private static Incident acting() {
        return Fixtures.done(
                Fixtures.doing(Fixtures.incident("i1", "p"), 0, "restart", "restart-bridge", Purpose.STEP),
                "restart",
                "restart-bridge",
                Purpose.STEP,
                OutcomeKind.SUCCEEDED);
    }

    private static Incident healed() {
        return Fixtures.moved(acting(), IncidentState.RESOLVED, Reason.VERIFIED);
    }

    private static Incident escalated() {
        Incident open = Fixtures.moved(acting(), IncidentState.ESCALATED, Reason.RUNGS_USED_UP);
        return Fixtures.done(open, "", "page", Purpose.ESCALATE, OutcomeKind.SUCCEEDED);
    }

    private static Observations facts(List<Incident> incidents, List<BridgeLedger.Entry> ledger) {
        return new Observations(incidents, List.of(), ledger, true);
    }

    private static String problem(InjectedFault trial, Observations facts) {
        return FaultEvaluator.evaluate(trial, facts).orElseThrow().problem();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BROKEN_HOST")
    void shouldBeHealedWhenExactlyTheCureWasDone(DemoFault fault) {
        InjectedFault trial = new InjectedFault(fault, Fixtures.BRIDGE, 400, 0);

        FaultResult result = FaultEvaluator.evaluate(
                        trial, facts(List.of(healed()), ledger("i1", FaultEvaluator.expectedLedger(fault))))
                .orElseThrow();

        assertThat(result).isEqualTo(new FaultResult(fault, Fixtures.BRIDGE, 600, 3_600, "p: restart-bridge", ""));
        assertThat(result.healed()).isTrue();
        assertThat(result.escalated()).isFalse();
    }

    @Test
    void shouldNotBeOverWhileTheIncidentIsOpen() {
        assertThat(FaultEvaluator.evaluate(HANG, facts(List.of(), List.of()))).isEmpty();
        assertThat(FaultEvaluator.evaluate(
                        HANG, facts(List.of(acting()), ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)))))
                .isEmpty();
    }

    @Test
    void shouldNotBeOverWhileAnotherIncidentWaits() {
        Incident waiting = Fixtures.moved(Fixtures.incident("i2", "q"), IncidentState.DEFERRED, Reason.TARGET_BUSY);

        assertThat(FaultEvaluator.evaluate(
                        HANG,
                        facts(List.of(healed(), waiting), ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)))))
                .isEmpty();
    }

    @Test
    void shouldNotBeOverWhileTheBridgeTakesNoSessions() {
        Observations facts = new Observations(
                List.of(healed()), List.of(), ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)), false);

        assertThat(FaultEvaluator.evaluate(HANG, facts)).isEmpty();
    }

    @Test
    void shouldNotBeHealedByAnIncidentThatDidNothing() {
        Incident cleared = Fixtures.moved(Fixtures.incident("i1", "p"), IncidentState.RESOLVED, Reason.CLEARED_ITSELF);

        assertThat(FaultEvaluator.evaluate(HANG, facts(List.of(cleared), List.of())))
                .isEmpty();
    }

    @Test
    void shouldBeWrongWhenItWasDoneTwice() {
        List<String> twice = new ArrayList<>(FaultEvaluator.expectedLedger(DemoFault.HANG));
        twice.addAll(FaultEvaluator.expectedLedger(DemoFault.HANG));

        assertThat(problem(HANG, facts(List.of(healed()), ledger("i1", twice)))).startsWith("done was [restart begins");
    }

    @Test
    void shouldBeWrongWhenSomebodyElseTouchedTheBridge() {
        List<BridgeLedger.Entry> ledger = Stream.concat(
                        ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)).stream(),
                        ledger("i9", List.of("drain")).stream())
                .toList();

        assertThat(problem(HANG, facts(List.of(healed()), ledger))).isEqualTo("'drain' was done by i9");
    }

    @Test
    void shouldBeWrongWhenASessionWasCutButByACrash() {
        List<BridgeLedger.Entry> ledger = Stream.concat(
                        ledger("-", List.of("cut s1-1")).stream(),
                        ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)).stream())
                .toList();

        assertThat(problem(HANG, facts(List.of(healed()), ledger))).isEqualTo("a session was cut");
        InjectedFault crash = new InjectedFault(DemoFault.CRASH, Fixtures.BRIDGE, 400, 0);
        assertThat(problem(crash, facts(List.of(healed()), ledger))).isEmpty();
    }

    @Test
    void shouldBeWrongWhenTwoIncidentsActed() {
        Incident second = Fixtures.moved(
                Fixtures.done(Fixtures.incident("i2", "q"), "r", "s", Purpose.STEP, OutcomeKind.SUCCEEDED),
                IncidentState.RESOLVED,
                Reason.VERIFIED);

        assertThat(problem(
                        HANG,
                        facts(List.of(healed(), second), ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)))))
                .startsWith("2 incidents acted");
    }

    @Test
    void shouldBeEscalatedWhenThePageHasCome() {
        List<BridgeLedger.Entry> ledger = ledger(
                "i1",
                List.of("restart begins", "restart fails: x", "wipe cache", "restart begins", "restart fails: x"));
        Observations noPage = facts(List.of(escalated()), ledger);
        assertThat(FaultEvaluator.evaluate(BROKEN, noPage)).isEmpty();

        Observations paged = new Observations(List.of(escalated()), List.of("{\"incident\":\"i1\"}"), ledger, false);

        FaultResult result = FaultEvaluator.evaluate(BROKEN, paged).orElseThrow();
        assertThat(result.escalated()).isTrue();
        assertThat(result.healed()).isFalse();
        assertThat(result.done()).isEqualTo("p: restart-bridge; then a person called");
    }

    @Test
    void shouldBeWrongWhenAPersonWasCalledForWhatCanBeHealed() {
        Observations paged = new Observations(
                List.of(escalated()),
                List.of("{\"incident\":\"i1\"}"),
                ledger("i1", FaultEvaluator.expectedLedger(DemoFault.HANG)),
                true);

        assertThat(problem(HANG, paged)).isEqualTo("a person was called");
    }

    @Test
    void shouldSayWhereItStandsWhenTimeIsUp() {
        assertThat(FaultEvaluator.unfinished(HANG, facts(List.of(), List.of())))
                .isEqualTo(new FaultResult(DemoFault.HANG, Fixtures.BRIDGE, -1, -1, "", "not detected"));
        Incident waiting = Fixtures.moved(Fixtures.incident("i2", "q"), IncidentState.DEFERRED, Reason.TARGET_BUSY);
        assertThat(FaultEvaluator.unfinished(HANG, facts(List.of(waiting), List.of()))
                        .problem())
                .isEqualTo("not at its end: q DEFERRED (target-busy)");
    }
}
