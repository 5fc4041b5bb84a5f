package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.problem.Problem;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final String HOW = ": write the value in place of each, such as with sed 's|@%s@|VALUE|g';"
            + " farrier demo does so in its own copy";

    private static final String REST = """
            kind: Inventory
            metadata: {name: inventory}
            spec:
              resources: [{name: r1, site: s}]
            ---
            kind: RemediationPolicy
            metadata: {name: p}
            spec:
              match: [{sources: [logs], matchers: [host=a]}]
              detect: {each: {}, groupBy: host}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              escalate: [{action: page}]
            """;

    private static CompileResult compile(String sources) {
        TreeMap<String, String> files = new TreeMap<>();
        files.put("rest.yaml", REST);
        files.put("sources.yaml", sources);
        return PolicyCompiler.compile(files, "c1");
    }

    private static List<String> said(String sources) {
        return compile(sources).problems().stream().map(Problem::toString).toList();
    }

    @Test
    void shouldWarnOnceAFileWhereAnyTextWouldDo() {
        String sources = """
                # @COMMENT@ needs nothing
                kind: Source
                metadata: {name: logs}
                spec:
                  file: '@HOME@/logs/@SITE@.log'
                  preset: rsyslog
                  liveness: {expectEvery: 1m}
                ---
                kind: Action
                metadata: {name: page}
                spec: {http: {url: 'http://127.0.0.1:@DESK_PORT@/page'}}
                """;

        assertThat(said(sources))
                .containsExactly("sources.yaml:5:10: warning: not filled in: @DESK_PORT@, @HOME@, @SITE@"
                        + HOW.formatted("DESK_PORT"));
        assertThat(compile(sources).bundle()).isNotNull();
    }

    @Test
    void shouldSayOnceAFileWhatIsWrongOnlyBecauseOfThem() {
        String sources = """
                kind: Source
                metadata: {name: logs}
                spec:
                  topic: @TOPIC@
                  event: {labels: [host]}
                  lateness: @LATENESS@
                  format: '@FORMAT@'
                ---
                kind: Action
                metadata: {name: page}
                spec: {http: {url: '@URL@'}}
                """;

        assertThat(said(sources))
                .containsExactly("sources.yaml:4:10: error: not filled in: @FORMAT@, @LATENESS@, @TOPIC@, @URL@"
                        + HOW.formatted("FORMAT"));
        assertThat(compile(sources).bundle()).isNull();
    }

    @Test
    void shouldStillSayWhatElseIsWrong() {
        String sources = """
                kind: Source
                metadata: {name: logs}
                spec:
                  topic: '@A@'
                  event: {labels: [host]}
                  lateness: 5x
                ---
                kind: Action
                metadata: {name: page}
                spec: {http: {url: 'http://@B@@C@@D@@E@@F@@b@.example.com/'}}
                """;

        assertThat(said(sources)).hasSize(2);
        assertThat(said(sources).getFirst())
                .isEqualTo(
                        "sources.yaml:4:11: error: not filled in: @A@, @B@, @C@, @D@, @E@, … (6)" + HOW.formatted("A"));
        assertThat(said(sources).getLast()).startsWith("sources.yaml:6:13: error: 'spec.lateness'");
    }
}
