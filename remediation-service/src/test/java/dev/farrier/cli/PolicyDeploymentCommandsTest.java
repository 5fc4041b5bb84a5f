package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.BundleInfo;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that show and change which policies are in force. */
@Tag("kafka")
class PolicyDeploymentCommandsTest {
    private static final String POLICY = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: logs}
            spec: {receiver: events}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: mend}
            spec:
              mode: MODE
              match: [{name: broken, sources: [logs], matchers: ['name="broken"']}, {name: well, sources: [logs], matchers: ['name="well"']}]
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              remediate: [{name: mend, steps: [{process: {argv: ['true']}}]}]
            """;

    @TempDir
    private Path folder;

    private Topics topics;
    private Terminal terminal;

    @BeforeEach
    void create() {
        topics = SharedKafka.createTopics(List.of());
        terminal = new Terminal(folder, folder);
    }

    @Test
    void shouldPushGoBackReleaseAndCompare() throws Exception {
        assertThat(run("policy", "status")).isEqualTo(1);
        assertThat(terminal.out()).contains("in force  nothing");

        Path policies = write("shadow");
        assertThat(run("policy", "push", policies.toString(), "--commit", "c0ffee01", "--subject", "Begin"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).isEqualTo("Commit c0ffee01 is in force: 1 policy, 0 tests passed.\n");
        assertThat(run("policy", "push", policies.toString(), "--commit", "c0ffee01"))
                .isZero();
        assertThat(terminal.out()).contains("was in force already");
        assertThat(run("policy", "push", policies.toString(), "--commit", "c0ffee02"))
                .isZero();
        assertThat(terminal.out()).contains("has the same policies");

        write("enforce");
        assertThat(run("policy", "diff", policies.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out())
                .contains("policy mend changed", "- mend", "+ mend")
                .doesNotContain("source logs");
        assertThat(run("policy", "push", policies.toString(), "--commit", "deadbeef01", "--author", "ann"))
                .isZero();
        assertThat(run("policy", "diff", "c0ff", "dead", "-o", "json")).isZero();
        assertThat(terminal.out()).contains("\"change\":\"changed\"", "\"name\":\"mend\"");
        assertThat(run("policy", "diff", "c0ff", "c0ffee01")).isZero();
        assertThat(terminal.out()).isEqualTo("No differences.\n");

        assertThat(run("policy", "use", "c0ffee", "--reason", "too eager", "--by", "bob"))
                .isZero();
        assertThat(terminal.out()).contains("Commit c0ffee01 is in force, and stays");
        assertThat(run("policy", "status")).isEqualTo(1);
        assertThat(terminal.out())
                .contains("in force  c0ffee01", "by bob: too eager", "current, held", "earlier", "ann", "Begin");
        assertThat(run("policy", "push", policies.toString(), "--commit", "feed0001"))
                .isEqualTo(1);
        assertThat(terminal.out()).contains("another commit is held");

        assertThat(run("policy", "release")).isZero();
        assertThat(run("policy", "release")).isEqualTo(1);
        assertThat(run("policy", "push", policies.toString(), "--commit", "feed0001"))
                .isZero();
        assertThat(run("policy", "status", "-o", "json")).isZero();
        assertThat(terminal.out()).contains("\"inForce\":\"feed0001\"").doesNotContain("\"hold\"");

        assertThat(run("policy", "use", "nothing")).isEqualTo(1);
        assertThat(terminal.err()).contains("there is no commit 'nothing'");
        assertThat(run("policy", "use", "fee")).isEqualTo(1);
        assertThat(run("policy", "fetch")).isZero();
    }

    @Test
    void shouldPublishNothingThatHasErrors() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/p.yaml"), "apiVersion: farrier.dev/v1\nkind: Sauce\n");
        assertThat(run("policy", "push", folder.resolve("policies").toString())).isEqualTo(1);
        assertThat(terminal.err()).contains("policies/p.yaml:2", "nothing was published");
        assertThat(run("policy", "push", folder.resolve("policies").toString(), "--commit", "a b"))
                .isEqualTo(2);
        assertThat(run("policy", "status")).isEqualTo(1);
    }

    @Test
    void shouldNotPushBesideARepository() throws Exception {
        BundlePublisher publisher = new BundlePublisher(SharedKafka.patient(), topics);
        publisher.report(new PolicySourceReport(
                "git",
                "https://git.example.org/policies.git",
                "main",
                "0badc0de",
                "refused",
                "commit 0badc0de has 1 error, first \u001b[31mred",
                List.of("p.yaml:2:7: error: unknown kind"),
                List.of("kustomization.yaml"),
                1_000,
                2_000,
                "host"));
        publisher.refused(new BundleInfo(
                "0badc0de", "https://git.example.org/policies.git", "Ann", 500, "Oops", List.of("p.yaml:2:7"), 1_500));

        assertThat(run("policy", "push", write("shadow").toString())).isEqualTo(1);
        assertThat(terminal.err()).contains("come from git https://git.example.org/policies.git");
        assertThat(run("policy", "status")).isEqualTo(1);
        assertThat(terminal.out())
                .contains(
                        "source    git https://git.example.org/policies.git (main)",
                        "state     refused since 1970-01-01T00:00:01Z",
                        "p.yaml:2:7: error: unknown kind",
                        "passed over: kustomization.yaml",
                        "0badc0de",
                        "Oops")
                .doesNotContain("\u001b");
    }

    private Path write(String mode) throws Exception {
        Path policies = Files.createDirectories(folder.resolve("policies"));
        Files.writeString(policies.resolve("p.yaml"), POLICY.replace("MODE", mode));
        return policies;
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=" + topics.prefix()));
        return terminal.run(all.toArray(String[]::new));
    }
}
