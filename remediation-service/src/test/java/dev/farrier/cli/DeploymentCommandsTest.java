package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Action;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.SlotType;
import dev.farrier.model.Verdict;
import dev.farrier.model.WorkerReport;
import dev.farrier.simulation.AssumedDeployment;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.client.Read;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as somebody types them, on a real broker and without any process of the service. */
@Tag("kafka")
class DeploymentCommandsTest {
    private static final long NOW = 1_767_225_600_000L;

    private static Topics topics;
    private static KafkaProducer<String, byte[]> producer;

    @TempDir
    private Path folder;

    private Terminal terminal;

    @BeforeAll
    static void publish() throws Exception {
        topics = SharedKafka.createTopics(List.of("s1", "s2"));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedKafka.config().bootstrap()),
                new StringSerializer(),
                new ByteArraySerializer());
        var unused = new BundlePublisher(SharedKafka.patient(), topics)
                .publish(new BundleRecord("c1", new TreeMap<>(Map.of("sources.yaml", """
                    apiVersion: farrier.dev/v1
                    kind: Source
                    metadata: {name: probes}
                    spec:
                      receiver: events
                      relabelings: [{sourceLabels: [drop], regex: '(yes)', action: drop}]
                    ---
                    apiVersion: farrier.dev/v1
                    kind: Source
                    metadata: {name: logs}
                    spec: {topic: logs, format: line}
                    ---
                    apiVersion: farrier.dev/v1
                    kind: StormBreaker
                    metadata: {name: fleet}
                    spec: {max: 5}
                    ---
                    apiVersion: farrier.dev/v1
                    kind: Inventory
                    metadata: {name: hosts}
                    spec: {resources: [{name: mb-01, site: s1}]}
                    """))));
        put(incident("stuck-1", "stuck", "mb-01", IncidentState.REMEDIATING, NOW));
        put(incident("stuck-2", "stuck", "mb-02", IncidentState.RESOLVED, NOW + 1_000));
        put(incident("hung-7f3a", "hung", "mb-01", IncidentState.DEFERRED, NOW + 2_000));
        RecordCodec<AuditRecord> audits = RecordCodec.of(AuditRecord.class);
        put(topics.audit(), "stuck-1", audits.encode(decision("stuck-1", "nothing stood against it")));
        put(topics.audit(), "hung-7f3a", audits.encode(decision("hung-7f3a", "of another one")));
    }

    @AfterAll
    static void close() {
        producer.close();
    }

    @BeforeEach
    void setUp() throws Exception {
        terminal = new Terminal(folder, folder);
        // The decider says that nothing is halted.
        Control none = new Control.Halted(false, false, "decider", "", System.currentTimeMillis());
        for (String site : List.of("s1", "s2")) {
            put(topics.controls(site), none.key(), RecordCodec.of(Control.class).encode(none));
        }
    }

    @Test
    void shouldTellTheDeciderThatAPolicyMayActAgain() {
        assertThat(run("policy", "acknowledge", "stuck")).isEqualTo(2);
        assertThat(terminal.err()).contains("--reason is missing");
        assertThat(run("policy", "acknowledge", "", "--why", "x")).isEqualTo(2);
        assertThat(terminal.err()).contains("NAME is empty");
        assertThat(run("policy", "acknowledge", "stuck", "--why", "the unit file was wrong", "--by", "ann"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("warning: there is no policy stuck");
        assertThat(terminal.out()).contains("if policy stuck has stopped itself, it acts again");

        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.Acknowledge("stuck", "ann", "the unit file was wrong"));
    }

    @Test
    void shouldTellTheDeciderThatAStormIsOver() {
        assertThat(run("breakers", "acknowledge", "fleet")).isEqualTo(2);
        assertThat(terminal.err()).contains("--reason is missing");
        assertThat(run("breakers", "acknowledge", "fleet", "--why", "switch replaced", "--by", "ann"))
                .isZero();
        assertThat(terminal.out()).contains("if storm breaker fleet has tripped, Farrier acts again");

        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.AcknowledgeStorm("fleet", "ann", "switch replaced"));

        assertThat(run("breakers", "acknowledge", "flete", "--why", "x")).isEqualTo(1);
        assertThat(terminal.err()).contains("warning: there is no StormBreaker flete: did you mean 'fleet'?");
        assertThat(run("breakers", "acknowledge", " ", "--why", "x")).isEqualTo(2);
    }

    @Test
    void shouldSilenceListAndExpire() {
        assertThat(run("silence", "list")).isZero();
        assertThat(terminal.out()).isEqualTo("No silences.\n");

        assertThat(run("silence", "add", "target=mb-01", "--for", "2h", "--why", "disk swap", "--by", "ann"))
                .isZero();
        assertThat(terminal.out())
                .startsWith("Silenced target=\"mb-01\" until 2")
                .contains(", 2 open incidents now.");
        OperatorInput.AddSilence told =
                Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class).stream()
                        .filter(OperatorInput.AddSilence.class::isInstance)
                        .map(OperatorInput.AddSilence.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThat(told.matchers()).isEqualTo("target=\"mb-01\"");

        assertThat(run("silence", "list", "-o", "json")).isZero();
        assertThat(terminal.out()).contains("\"id\":\"" + told.id() + "\"", "\"by\":\"ann\"", "\"why\":\"disk swap\"");
        assertThat(run("incidents", "list")).isZero();
        assertThat(terminal.out()).contains("SILENCED target=\"mb-01\" by ann: disk swap, for ");

        assertThat(run("silence", "expire", "nonsense")).isEqualTo(1);
        assertThat(terminal.err()).contains("no silence in force has the id 'nonsense'");
        assertThat(run("silence", "expire", told.id(), "--by", "bob")).isZero();
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.ExpireSilence(told.id(), "bob", ""));
        assertThat(run("silence", "list")).isZero();
        assertThat(terminal.out()).isEqualTo("No silences.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        target=a                                | write either --for or --until
        target=a --for 2h --until 2099-01-01    | write either --for or --until
        target=a --for 31d --why x              | longer than 30 days
        target=a --for 0s --why x               | '0s' is no time at all
        target=a --until 2020-01-01 --why x     | have ended already
        target=a --for soon --why x             | '--for'
        target=a --for 2h                       | --reason is missing
        host=a --for 2h --why x                 | no incident has 'host': write policy, target, site, risk, group.host
        tagret=a --for 2h --why x               | no incident has 'tagret': did you mean 'target'?
        target --for 2h --why x                 | one of = != =~ !~ is missing
        policy=~.* --for 2h --why x             | selects everything
        target!=a --for 2h --why x              | selects everything, or all but a few
        """)
    void shouldNotSilenceWhatIsNotSaidClearly(String line, String problem) {
        List<String> args = new ArrayList<>(List.of("silence", "add"));
        args.addAll(List.of(line.split(" ")));
        assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
        assertThat(terminal.err()).contains(problem);
    }

    @Test
    void shouldBeginListAndEndAMaintenance() {
        assertThat(run("maintenance", "list")).isZero();
        assertThat(terminal.out()).isEqualTo("Nothing is in maintenance.\n");

        assertThat(run("maintenance", "mb-01", "--until", "2h", "--why", "disk swap", "--by", "ann"))
                .isZero();
        assertThat(terminal.out()).startsWith("In maintenance until 2").endsWith(", mb-01.\n");
        OperatorInput.BeginMaintenance told =
                Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class).stream()
                        .filter(OperatorInput.BeginMaintenance.class::isInstance)
                        .map(OperatorInput.BeginMaintenance.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThat(told.selector()).isEqualTo("name=\"mb-01\"");

        assertThat(run("maintenance", "list", "-o", "json")).isZero();
        assertThat(terminal.out()).contains("\"id\":\"" + told.id() + "\"", "\"by\":\"ann\"", "\"why\":\"disk swap\"");
        assertThat(run("incidents", "list")).isZero();
        assertThat(terminal.out()).contains("MAINTENANCE name=\"mb-01\" by ann: disk swap, for ");
        assertThat(run("budgets", "list")).isZero();
        assertThat(terminal.out()).contains("MAINTENANCE name=\"mb-01\" by ann: disk swap, for ");

        assertThat(run("maintenance", "end", "nonsense")).isEqualTo(1);
        assertThat(terminal.err())
                .contains("no maintenance in force has the id 'nonsense': see farrier maintenance list");
        assertThat(run("maintenance", "end", told.id(), "--by", "bob")).isZero();
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.EndMaintenance(told.id(), "bob", ""));
        assertThat(run("maintenance", "list")).isZero();
        assertThat(terminal.out()).isEqualTo("Nothing is in maintenance.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --until 2h --why x                 | write a resource or a selector
        mb-01 --why x                      | --until is missing
        mb-01 --until 2h                   | --reason is missing
        mb-01 --until 31d --why x          | longer than 30 days
        mb-01 --until 2020-01-01 --why x   | have ended already
        mb-01 --until soon --why x         | 'soon' is no time and no duration
        mb-02 --until 2h --why x           | no resource has the name 'mb-02': did you mean 'mb-01'?
        nmae=a --until 2h --why x          | no resource has the label 'nmae': did you mean 'name'?
        name!=a --until 2h --why x         | selects
        """)
    void shouldNotMaintainWhatIsNotSaidClearly(String line, String problem) {
        List<String> args = new ArrayList<>(List.of("maintenance"));
        args.addAll(List.of(line.split(" ")));
        assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
        assertThat(terminal.err()).contains(problem);
    }

    @Test
    void shouldTellTheDeciderAndEverySiteToHaltAndToResume() {
        assertThat(run("halt", "--reason", "fire drill", "--by", "ann")).isZero();
        assertThat(terminal.out()).isEqualTo("Halted: the decider was told, and the workers of s1, s2.\n");
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.Halt("ann", "fire drill"));
        assertThat(controls("s2")).last().satisfies(control -> {
            assertThat(((Control.Halted) control).halted()).isTrue();
            assertThat(((Control.Halted) control).why()).isEqualTo("fire drill");
        });

        assertThat(run("resume", "--by", "ann", "-o", "json")).isZero();
        assertThat(terminal.out()).isEqualTo("{\"halted\":false,\"sites\":[\"s1\",\"s2\"]}\n");
        assertThat(controls("s1"))
                .last()
                .satisfies(control ->
                        assertThat(((Control.Halted) control).halted()).isFalse());
    }

    @Test
    void shouldHaltAndResumeOneScopeAndSayWhatIsHaltedStill() {
        assertThat(run("halt", "--site", "s1", "--reason", "network", "--by", "ann"))
                .isZero();
        assertThat(terminal.out()).isEqualTo("Halted site s1: the decider was told, and the workers of s1.\n");
        assertThat(run("halt", "--policy", "stuk", "--by", "ann")).isEqualTo(1);
        assertThat(terminal.out()).isEqualTo("Halted policy stuk: the decider was told, and the workers of s1, s2.\n");
        assertThat(terminal.err()).contains("warning: there is no policy stuk");
        assertThat(run("halt", "--site", "s9", "--by", "ann")).isEqualTo(1);
        assertThat(terminal.err()).contains("warning: there is no site s9: did you mean 's1'?");

        assertThat(run("incidents", "list")).isZero();
        assertThat(terminal.out()).startsWith("HALTED site s1: by ann: network, for ");

        assertThat(run("resume", "--site", "s1", "--by", "ann")).isZero();
        assertThat(terminal.out())
                .isEqualTo(
                        "Resumed site s1: the decider was told, and tells the workers.\nStill halted: policy stuk.\n");
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(OperatorInput.Resume.of(new HaltScope(ScopeKind.SITE, "s1"), "ann", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        halt --site s1 --policy stuck | mutually exclusive
        halt --site=                  | a name is missing
        halt --site s1 --calls        | only be stopped everywhere
        resume --target=              | a name is missing
        incidents retry hung --from=  | --from is empty
        """)
    void shouldRefuseAScopeThatIsNone(String command, String problem) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(terminal.err()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        list                             | hung-7f3a stuck-1
        list --all                       | hung-7f3a stuck-2 stuck-1
        list --all --policy stuck        | stuck-2 stuck-1
        list --target mb-01              | hung-7f3a stuck-1
        list --target mb-01 --policy x   | ''
        """)
    void shouldListIncidentsNewestFirst(String options, String expected) {
        List<String> args = new ArrayList<>(List.of("incidents"));
        args.addAll(List.of(options.split(" +")));

        assertThat(run(args.toArray(String[]::new))).isZero();
        String ids = terminal.out()
                .lines()
                .skip(expected.isEmpty() ? 0 : 1)
                .filter(line -> !line.startsWith("No "))
                .map(line -> line.split(" +")[0])
                .reduce((a, b) -> a + " " + b)
                .orElse("");
        assertThat(ids).isEqualTo(expected);
    }

    @Test
    void shouldTellAnIncidentsStory() {
        assertThat(run("incidents", "show", "stuck-1")).isZero();
        assertThat(terminal.out())
                .startsWith("Incident stuck-1: remediating, detected\n")
                .contains("target   mb-01, site s1", "seen     5 in 2m")
                .containsPattern(
                        "2026-01-01T00:00:00Z +decision: act +detected +restart/stop, nothing stood against it")
                .doesNotContain("of another one");

        assertThat(run("incidents", "show", "stuck-1", "-o", "json")).isZero();
        assertThat(terminal.out().lines()).singleElement().asString().contains("\"audit\":[{", "\"verdict\":\"act\"");
    }

    @ParameterizedTest
    @CsvSource({
        "hu,0,Incident hung-7f3a",
        "hung-7f3a,0,Incident hung-7f3a",
        "7f,0,Incident hung-7f3a",
        "7f3a,0,Incident hung-7f3a",
        "stuck,1,2 incidents begin with stuck",
        "nope,1,there is no incident nope",
        "f3a,1,there is no incident f3a"
    })
    void shouldTakeEnoughOfAnIdAndNoLess(String id, int code, String expected) {
        assertThat(run("incidents", "show", id)).isEqualTo(code);
        assertThat(terminal.out() + terminal.err()).contains(expected);
    }

    @Test
    void shouldCancelWhatIsNotOver() {
        assertThat(run("incidents", "cancel", "hung", "--by", "ann", "--reason", "replaced"))
                .isZero();
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.CancelIncident("hung-7f3a", "ann", "replaced"));

        assertThat(run("incidents", "cancel", "stuck-2")).isEqualTo(1);
        assertThat(terminal.err()).contains("stuck-2 is over already: resolved");
    }

    @Test
    void shouldSendAnEventGivenByOptions() {
        assertThat(run(
                        "events",
                        "send",
                        "--source",
                        "probes",
                        "--name",
                        "down",
                        "--label",
                        "host=a",
                        "--label",
                        "zone=b",
                        "--time",
                        "2026-01-01T00:00:00Z",
                        "--id",
                        "x1",
                        "--severity",
                        "bad",
                        "--message",
                        "no answer"))
                .isZero();

        assertThat(terminal.out()).isEqualTo("Sent 1 event.\n");
        assertThat(Read.values(SharedKafka.config(), topics.events(), Event.class))
                .filteredOn(event -> event.id().equals("probes/x1"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.time()).isEqualTo(NOW);
                    assertThat(event.labels()).isEqualTo(Labels.of("host", "a", "zone", "b"));
                    assertThat(event.message()).isEqualTo("no answer");
                });
    }

    @Test
    void shouldSendTheEventsOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("events.json"), """
            {"id": "f1", "name": "a"}
            {"id": "f2", "name": "b", "labels": {"drop": "yes"}}
            [{"id": "f3", "name": "c"}, {"id": "f4", "name": "d"}]
            """);

        assertThat(run("events", "send", "--source", "probes", "--file", file.toString(), "-o", "json"))
                .isZero();
        assertThat(terminal.out()).isEqualTo("{\"sent\":3,\"dropped\":1}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --source probe --name a             | 2 | did you mean 'probes'
        --source logs --name a              | 2 | source 'logs' has no receiver
        --source probes                     | 2 | --name
        --name a                            | 2 | --source
        --source probes --kind x            | 2 | kind: "x" is none of log, metric, event
        --source probes --time yesterday    | 2 | time: "yesterday" is not a time
        --source probes --file .            | 2 | it is a directory
        --source probes --name a --file f   | 2 | exclude each other
        --source probes --file none.json    | 2 | there is no file none.json
        --source probes --label x           | 2 | KEY=VALUE
        --source probes --value much        | 2 | --value
        """)
    void shouldSayWhatIsWrongWithAnEvent(String options, int code, String expected) {
        List<String> args = new ArrayList<>(List.of("events", "send"));
        args.addAll(List.of(options.split(" +")));

        assertThat(run(args.toArray(String[]::new))).isEqualTo(code);
        assertThat(terminal.err()).contains(expected).doesNotContain("\tat ");
    }

    @Test
    void shouldPrintSoManyEventsOfASourceAndEnd() {
        try (EventProducer events = new EventProducer(SharedKafka.config(), topics)) {
            for (String name : List.of("one", "two\u001b[2J", "three")) {
                events.send(
                                List.of(new Event(
                                        name,
                                        "tailed",
                                        EventKind.EVENT,
                                        NOW,
                                        name,
                                        "",
                                        "",
                                        Labels.empty(),
                                        null,
                                        null)),
                                List.of())
                        .join();
            }
        }

        assertThat(run("events", "tail", "--source", "tailed", "--from-beginning", "-n", "2"))
                .isZero();
        assertThat(terminal.out().lines())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).contains("2026-01-01T00:00:00Z  tailed  one"),
                        second -> assertThat(second).contains("two [2J").doesNotContain("\u001b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --source tailed                  | the policies name no source 'tailed'
        --source probe                   | did you mean 'probes'?
        --source logs                    | source 'logs' reads the topic logs: its events stand there
        """)
    void shouldWarnOfASourceThatWillNeverBeSeen(String options, String expected) {
        try (EventProducer events = new EventProducer(SharedKafka.config(), topics)) {
            for (String source : List.of("tailed", "probe", "logs")) {
                events.send(
                                List.of(new Event(
                                        "w", source, EventKind.EVENT, NOW, "w", "", "", Labels.empty(), null, null)),
                                List.of())
                        .join();
            }
        }
        List<String> args = new ArrayList<>(List.of("events", "tail", "--from-beginning", "-n", "1"));
        args.addAll(List.of(options.split(" +")));

        assertThat(run(args.toArray(String[]::new))).isZero();
        assertThat(terminal.err()).contains("farrier: warning: ", expected);
    }

    @Test
    void shouldNotWarnOfASourceThatIsThere() {
        try (EventProducer events = new EventProducer(SharedKafka.config(), topics)) {
            events.send(
                            List.of(new Event(
                                    "w", "probes", EventKind.EVENT, NOW, "w", "", "", Labels.empty(), null, null)),
                            List.of())
                    .join();
        }

        assertThat(run("events", "tail", "--from-beginning", "-n", "1", "--source", "probes"))
                .isZero();
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void shouldPrintDeadLetters() {
        try (EventProducer events = new EventProducer(SharedKafka.config(), topics)) {
            events.send(List.of(), List.of(new DeadLetter("probes", "not JSON", "http/1", NOW, 3, "00", "abc")))
                    .join();
        }

        assertThat(run("events", "tail", "--dead-letters", "--from-beginning", "-n", "1", "-o", "json"))
                .isZero();
        assertThat(terminal.out()).contains("\"error\":\"not JSON\"", "\"head\":\"abc\"");
    }

    @Test
    void shouldHaltCallsOnlyWhenThatIsSaid() {
        assertThat(run("halt", "--calls", "--by", "ann")).isZero();
        assertThat(terminal.out())
                .isEqualTo("Halted: the decider was told, and the workers of s1, s2. Nobody is called until resume.\n");
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.Halt(true, "ann", ""));
        assertThat(controls("s2"))
                .last()
                .satisfies(control ->
                        assertThat(((Control.Halted) control).calls()).isTrue());
    }

    @Test
    void shouldTellTheDeciderWhichKeyIsMeant() {
        assertThat(run("keys", "rotate", "--to", "0123456789abcdef", "--by", "ann", "--reason", "yearly"))
                .isZero();
        assertThat(Read.values(SharedKafka.config(), topics.operatorInputs(), OperatorInput.class))
                .contains(new OperatorInput.KeyRotated("0123456789abcdef", "ann", "yearly"));
        assertThat(run("keys", "rotate", "--to", "0123456789ABCDEF")).isEqualTo(2);
        assertThat(terminal.err()).contains("is no fingerprint", "farrier keys show");
        assertThat(run("keys", "rotate")).isEqualTo(2);
    }

    @Test
    void shouldShowTheFingerprintOfTheKeyThatCoreSignsWith() throws IOException {
        String data = "data.dir=" + folder.resolve("data");

        assertThat(run("keys", "show", "--set", data)).isEqualTo(1);
        assertThat(terminal.err()).contains("there is no key", "role core");

        String key = SigningKeys.loadOrCreate(folder.resolve("data/keys")).keyId();
        assertThat(run("keys", "show", "--set", data)).isZero();
        assertThat(terminal.out()).isEqualTo(key + "\n");
    }

    @Test
    void shouldListExecutorsAndWhatTheyHold() throws Exception {
        Topics own = SharedKafka.createTopics(List.of(Commands.SITE));
        WorkerReport report = AssumedDeployment.worker("elsewhere");
        byte[] bytes = RecordCodec.of(WorkerReport.class).encode(report);
        put(own.outcomes(Commands.SITE), report.worker().id(), bytes);
        put(own.outcomes(Commands.SITE), report.worker().id(), bytes);
        Command command = Commands.of(
                "busy-1-a",
                report.worker(),
                SlotType.ACT,
                Purpose.STEP,
                new Action.Process(List.of("true"), new TreeMap<>(), null, null),
                NOW,
                NOW,
                1);
        Incident busy = incident("busy-1", "busy", "mb-01", IncidentState.REMEDIATING, NOW);
        put(
                own.incidents(),
                busy.id(),
                RecordCodec.of(Incident.class)
                        .encode(busy.withWork(
                                busy.work().withSent(new RemediationProgress.ActiveCommand(command, 0, null)))));

        assertThat(run(own, "executors")).isZero();
        assertThat(terminal.out().lines()).hasSize(2);
        assertThat(terminal.out())
                .contains(
                        report.worker().toString(),
                        " " + Commands.SITE + " ",
                        "act 1/",
                        "look 0/",
                        "busy-1-a (busy-1)",
                        " ready ")
                .doesNotContain("elsewhere");

        assertThat(run(own, "executors", "-o", "json")).isZero();
        assertThat(terminal.out())
                .contains(
                        "\"site\":\"" + Commands.SITE + "\"",
                        "\"incarnation\":" + report.worker().incarnation(),
                        "\"used\":1",
                        "\"holds\":[{",
                        "\"silent\":false");
    }

    @Test
    void shouldSayFirstThatNobodyWasCalledAndShowWhatFailed() throws Exception {
        Topics own = SharedKafka.createTopics(List.of("s1"));
        Incident open = incident("lost-1", "lost", "mb-01", IncidentState.ESCALATED, NOW)
                .withCalling(new Incident.CallStatus(NOW, 0, "lost-1"))
                .withDone(new Incident.CommandResult(
                        "mend",
                        "restart",
                        Purpose.STEP,
                        "lost-1-r",
                        OutcomeKind.FAILED,
                        7,
                        "",
                        "no such unit\n\u001b[2Jbye",
                        NOW));
        open = open.withWork(open.work()
                .withDiagnosis(Diagnosis.starting(1, NOW)
                        .found("dump", "main:\u001b[2J waiting")
                        .ended()));
        put(own.incidents(), open.id(), RecordCodec.of(Incident.class).encode(open));

        assertThat(run(own, "incidents", "list", "--policy", "other")).isZero();
        assertThat(terminal.out()).startsWith("NOBODY CALLED: 1 incident needs a person, for ");
        assertThat(run(own, "incidents", "list", "-o", "json")).isZero();
        assertThat(terminal.out())
                .startsWith("{")
                .contains("\"calling\":{\"since\":\"2026-01-01T00:00:00Z\",\"call\":\"lost-1\"}");

        assertThat(run(own, "incidents", "show", "lost-1")).isZero();
        assertThat(terminal.out())
                .contains("  person   needed since 2026-01-01T00:00:00Z, nobody called yet\n")
                .contains("\nWhat was found before anything was changed:\n  dump:\n  main: [2J waiting\n")
                .endsWith("\nWhat mend/restart printed last (lost-1-r, failed (7)):\n  no such unit\n   [2Jbye\n");
        assertThat(run(own, "incidents", "show", "lost-1", "-o", "json")).isZero();
        assertThat(terminal.out()).contains("\"output\":\"no such unit\\n\\u001B[2Jbye\"");
    }

    @Test
    void shouldSayThatTheTopicsAreMissing() {
        Terminal other = new Terminal(folder, folder);

        assertThat(other.run(
                        "incidents", "list", "-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=nobody."))
                .isEqualTo(3);
        assertThat(other.err()).contains("there is no topic nobody.incidents", "farrier topics create");
    }

    private int run(String... args) {
        return run(topics, args);
    }

    private int run(Topics of, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=" + of.prefix()));
        return terminal.run(all.toArray(String[]::new));
    }

    private static List<Control> controls(String site) {
        return Read.values(SharedKafka.config(), topics.controls(site), Control.class);
    }

    private static Incident incident(String id, String policy, String target, IncidentState state, long openedAt) {
        Detection detection =
                new Detection(policy, "c1", Labels.of("host", target), openedAt, 5, List.of(), "5 in 2m", List.of(), 0);
        return new Incident(
                id,
                policy,
                "c1",
                Labels.of("host", target),
                target,
                "s1",
                false,
                state,
                Reason.DETECTED,
                0,
                detection,
                0,
                openedAt,
                openedAt,
                state.isOver() ? openedAt : 0,
                RemediationProgress.NOT_STARTED,
                new Incident.Symptom(openedAt, 0),
                Incident.CallStatus.NOBODY,
                List.of(),
                "",
                0,
                0,
                null,
                "");
    }

    private static AuditRecord decision(String incident, String detail) {
        return new AuditRecord(
                NOW,
                AuditRecord.AuditKind.DECISION,
                incident,
                "stuck",
                "c1",
                Labels.empty(),
                "mb-01",
                Verdict.ACT,
                null,
                Reason.DETECTED,
                0,
                "restart",
                "stop",
                "",
                "",
                Labels.empty(),
                detail,
                1);
    }

    private static void put(Incident incident) throws Exception {
        put(topics.incidents(), incident.id(), RecordCodec.of(Incident.class).encode(incident));
    }

    private static void put(String topic, @Nullable String key, byte[] value) throws Exception {
        var unused = producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
}
