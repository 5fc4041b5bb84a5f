package dev.farrier.policy.yaml.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.Compile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus takes is taken; {@code sources.txt} has what both refuse. */
class RelabelingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{sourceLabels: [host], targetLabel: x}",
                "{targetLabel: x, replacement: constant}",
                "{sourceLabels: [host], regex: 'a(.+)', targetLabel: 'x_$1', replacement: '$$1'}",
                "{sourceLabels: ['service name', größe], separator: '', targetLabel: service}",
                "{action: keepequal, sourceLabels: [host], targetLabel: zone, regex: (.*), separator: ;, replacement: $1}",
                "{action: labeldrop, regex: 'x_.*', separator: ;, replacement: $1}",
                "{action: labelkeep, regex: 'x_.*'}",
                "{action: lowercase, sourceLabels: [host], targetLabel: low, replacement: $1}",
                "{action: labelmap, regex: 'x_(.+)', replacement: 'y_${1}'}",
                "{action: drop, sourceLabels: [host], regex: ''}",
            })
    void shouldTake(String relabeling) {
        assertThat(Compile.bundle("kind: Source\nmetadata: {name: s}\nspec: {topic: t, event: {labelsFrom: [labels]},"
                                + " relabelings: [" + relabeling + "]}")
                        .sources()
                        .get("s")
                        .relabelings())
                .hasSize(1);
    }
}
