package dev.farrier.extending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.match.MatchIndex;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.source.SourceFormat;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source format is added by its class and one line of registration: policies name it, and its records are matched. */
class ToySourceFormatTest {
    private static final String POLICIES = """
            kind: Source
            metadata: {name: valves}
            spec:
              topic: valves
              format: pairs
              separator: '|'
              event: {name: state, labels: [valve]}
              liveness: {expectEvery: 1m}
            ---
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match: [{sources: [valves], matchers: ['name="stuck"']}]
              detect: {threshold: {count: 1, within: 1m}, groupBy: [valve]}
              target: {resource: '{group.valve}'}
              clears: {quietFor: 1m}
              escalate: [{process: {argv: ['true']}}]
            """;

    @TempDir
    private Path classes;

    private Extensions extensions;

    @BeforeEach
    void register() throws IOException {
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(SourceFormat.class.getName()), ToySourceFormat.class.getName());
        URL[] path = {classes.toUri().toURL()};
        extensions = Extensions.load(new URLClassLoader(path, ToySourceFormatTest.class.getClassLoader()));
    }

    @Test
    void shouldReadRecordsThatAPolicyMatches() {
        Bundle bundle = bundle(POLICIES);
        Ingest ingest = Ingest.of(bundle.sources().get("valves"));

        IngestResult read = ingest.read("state=stuck|valve=v-7".getBytes(UTF_8), Arrival.received("valves/0/1", 1_000));

        Event event = read.events().getFirst();
        assertThat(event.name()).isEqualTo("stuck");
        assertThat(event.labels()).isEqualTo(Labels.of("valve", "v-7"));
        try (MatchIndex index = MatchIndex.compile(bundle)) {
            assertThat(index.match(event))
                    .singleElement()
                    .satisfies(matched ->
                            assertThat(matched.matches().getFirst().policy()).isEqualTo("stuck"));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithARecord() {
        Ingest ingest = Ingest.of(bundle(POLICIES).sources().get("valves"));

        IngestResult read = ingest.read("stuck".getBytes(UTF_8), Arrival.received("valves/0/2", 1_000));

        assertThat(read.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).isEqualTo("\"stuck\" is not name=value"));
    }

    @Test
    void shouldKnowItsKeyForItsFormatOnly() {
        assertThat(compile(POLICIES.replace("format: pairs", "format: json")).problems())
                .anySatisfy(problem ->
                        assertThat(problem.message()).isEqualTo("'spec.separator' is for format pairs: remove it"));
        assertThat(compile(POLICIES.replace("separator", "seperator")).problems())
                .anySatisfy(problem -> assertThat(problem.message())
                        .isEqualTo("unknown key 'seperator' in spec: did you mean 'separator'?"));
    }

    private Bundle bundle(String policies) {
        CompileResult compiled = compile(policies);
        Bundle bundle = compiled.bundle();
        assertThat(compiled.problems()).isEmpty();
        assertThat(bundle).isNotNull();
        return bundle;
    }

    private CompileResult compile(String policies) {
        return PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", policies)), "toy", extensions);
    }
}
