package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is down for a while, and finds a backlog: heartbeats of all hosts, events old and new, and the claim of a
 * command that it sent before. All tests look at one outage; the order only puts the one that ends a heartbeat last.
 */
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("kafka")
class OutageTest {
    private static final long START_WITHIN = 12_000;
    private static final long STALE_AFTER = 3_000;
    private static final List<String> HOSTS = List.of("mb-01", "mb-02", "mb-old", "mb-new", "mb-claimed");

    private static final String SILENT = """
            ---
            kind: RemediationPolicy
            metadata: {name: silent}
            spec:
              match: [{name: beat, sources: [log], matchers: ['name="beat"']}]
              detect: {absence: {of: beat, for: 3s}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              remediate: [{name: mend, steps: [{STEP}]}]
            """.replace("STEP", step());

    private static String policies(Topics topics) {
        return Policies.log(Scene.usersTopic(topics), "  liveness: {expectEvery: 2s, by: [host], maxLag: 5s}\n")
                + SILENT
                + broken("old", "3s")
                + broken("new", "5m")
                + broken("claimed", "5m")
                + Policies.inventory(HOSTS);
    }

    private static String broken(String name, String staleAfter) {
        return Policies.mend(name, "log", name, step(), "  guards: {staleAfter: " + staleAfter + "}\n");
    }

    private static String step() {
        return Policies.shell("echo \"$1 $$ start\" >>LEDGER; echo \"$1 $$ end\" >>LEDGER");
    }

    @TempDir
    private static Path folder;

    private static final Set<String> BEATING = ConcurrentHashMap.newKeySet();
    private static final ScheduledExecutorService BEATS = Executors.newSingleThreadScheduledExecutor();

    private static Scene scene;
    private static Command sentBefore;

    @BeforeAll
    static void comeBackFromAnOutage() throws Exception {
        Topics topics = SharedKafka.newTopics();
        scene = new Scene(SharedKafka.config(), topics, folder, policies(topics));
        scene.usersTopic(2);
        BEATING.addAll(HOSTS);
        BEATS.scheduleAtFixedRate(
                () -> BEATING.forEach(host -> scene.say("beat", host)), 0, 200, TimeUnit.MILLISECONDS);
        ServiceProcess worker = scene.executor("worker");
        ServiceProcess brain = brain();
        scene.awaitReady(brain, true);
        scene.awaitReady(worker, true);
        await().atMost(Scene.PATIENCE)
                .until(() -> scene.get(brain, "/api/v1/executors").contains("\"worker\""));

        // its claim is to come when nobody reads it; a worker that is not heard for 15 s gets no command
        worker.signal("STOP");
        scene.say("claimed", "mb-claimed");
        sentBefore = scene.awaitStep("mb-claimed");
        brain.kill();
        worker.signal("CONT");
        scene.awaitLedger("mb-claimed", "start", "end");
        scene.say("old", "mb-old");
        scene.say("new", "mb-new");
        scene.flush();
        long told = System.currentTimeMillis();
        long down = Math.max(sentBefore.startBy() + 1_000, told + STALE_AFTER) + 1_000;
        await().atMost(Duration.ofSeconds(30)).until(() -> System.currentTimeMillis() > down);
        brain().port();
    }

    private static ServiceProcess brain() throws Exception {
        return scene.brain("decider.startWithin=" + START_WITHIN / 1000 + "s");
    }

    @AfterAll
    static void stop() {
        BEATS.shutdownNow();
        scene.close();
    }

    @Test
    @Order(1)
    void shouldNotSendAgainWhatWasClaimedWhileItWasDown() {
        scene.awaitIncident("claimed", "mb-claimed", IncidentState.RESOLVED);
        assertThat(scene.steps("mb-claimed")).containsExactly(sentBefore);
        assertThat(scene.ledger("mb-claimed")).containsExactly("start", "end");
        // the claim was there first, whatever the decider's overdue timer has made it write since
        assertThat(scene.outcomes(sentBefore.id())).extracting(Outcome::kind).startsWith(OutcomeKind.CLAIMED);
    }

    @Test
    @Order(2)
    void shouldIgnoreWhatHasBecomeOldAndDoWhatHasNot() {
        scene.awaitRecord(
                scene.topics().audit(),
                AuditRecord.class,
                record -> record.policy().equals("old") && record.reason() == Reason.STALE_EVENT);
        scene.awaitIncident("new", "mb-new", IncidentState.RESOLVED);
        assertThat(scene.ledger("mb-new")).containsExactly("start", "end");
        assertThat(scene.claimedSteps("mb-new")).hasSize(1);
        assertThat(scene.incidents("old", "mb-old")).isEmpty();
        assertThat(scene.ledger("mb-old")).isEmpty();
        assertThat(scene.steps("mb-old")).isEmpty();
    }

    @Test
    @Order(3)
    void shouldTakeNobodyForDeadForItsOwnOutage() {
        // Its own eyes are open again when it sees a true absence; until then nobody was missed.
        BEATING.remove("mb-02");
        scene.awaitLedger("mb-02", "start", "end");
        BEATING.add("mb-02");
        scene.awaitIncident("silent", "mb-02", IncidentState.RESOLVED);
        assertThat(scene.incidents())
                .filteredOn(incident ->
                        incident.policy().equals("silent") && !incident.target().isEmpty())
                .extracting(incident -> incident.group().get("host"))
                .containsExactly("mb-02");
        assertThat(scene.ledger("mb-01")).isEmpty();
    }
}
