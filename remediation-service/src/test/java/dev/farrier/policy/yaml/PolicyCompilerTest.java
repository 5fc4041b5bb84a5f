package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.type.EachDetector;
import dev.farrier.detect.type.ThresholdDetector;
import dev.farrier.model.Labels;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyCompilerTest {
    private final Bundle bundle = Compile.bundle(Compile.resources("policies/bridges"));

    @Test
    void shouldGiveNoProblemsForTheExample() {
        assertThat(PolicyCompiler.compile(Compile.resources("policies/bridges"), "c1")
                        .problems())
                .isEmpty();
    }

    @Test
    void shouldCompilePolicy() {
        Policy policy = bundle.policies().get("media-bridge-stuck");
        assertThat(policy.labels()).isEqualTo(Labels.of("team", "edge"));
        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.detector()).isEqualTo(new ThresholdDetector(Set.of("noSlots"), 5, Duration.ofMinutes(2)));
        assertThat(policy.detectorHash()).matches("[0-9a-f]{16}");
        assertThat(policy.groupBy()).containsExactly("host");
        assertThat(policy.target()).hasToString("{group.host}");
        assertThat(policy.guards().cooldown()).isEqualTo(Duration.ofMinutes(15));
        assertThat(policy.guards().rateLimits())
                .containsExactly(
                        new RateLimit(3, Duration.ofHours(1), List.of("target")),
                        new RateLimit(7, Duration.ofDays(1), List.of("target")));
        assertThat(policy.guards().attempts()).isEqualTo(new RateLimit(3, Duration.ofDays(1), List.of("target")));
        assertThat(policy.clears()).isEqualTo(new Clearing.QuietFor(Duration.ofMinutes(3)));
        assertThat(policy.remediate()).extracting(Rung::risk).containsExactly(Risk.DISRUPTIVE, Risk.DESTRUCTIVE);
    }

    @Test
    void shouldCompileRung() {
        Rung rung = bundle.policies().get("media-bridge-stuck").remediate().get(0);
        assertThat(rung.steps()).extracting(Step::id).containsExactly("drain-bridge", "waitUntil", "restart-unit");
        assertThat(rung.steps()).extracting(Step::onFailure).containsOnly(OnFailure.ROLLBACK);
        assertThat(rung.steps())
                .extracting(Step::timeout)
                .containsExactly(Duration.ofSeconds(60), Duration.ofMinutes(20), Duration.ofSeconds(60));
        assertThat(rung.rollback()).extracting(Step::onFailure).containsOnly(OnFailure.CONTINUE);
        assertThat(rung.verify().check())
                .isEqualTo(new RecoveryCheck.ByEvents(new Clearing.QuietFor(Duration.ofMinutes(3))));
        assertThat(rung.verify().within()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void shouldMakeActionsOfBlocksInSteps() {
        Rung rung = bundle.policies().get("bridge-silent").remediate().get(0);
        assertThat(rung.steps())
                .extracting(step -> ((Task.ActionCall) step.task()).action())
                .containsExactly("bridge-silent/restart/process", "bridge-silent/restart/look");
        assertThat(bundle.actions()).containsKeys("bridge-silent/restart/process", "bridge-silent/restart/look");
        assertThat(rung.steps().get(0).retries()).isEqualTo(2);
        assertThat(rung.steps().get(0).backoff()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shouldFillInDefaults() {
        Policy silent = bundle.policies().get("bridge-silent");
        assertThat(silent.clears()).isEqualTo(new Clearing.FreshEvent());
        assertThat(silent.guards().cooldown()).isEqualTo(Duration.ofMinutes(1));
        assertThat(silent.alternatives()).extracting(Policy.Alternative::name).containsExactly("match1");
        Policy down = bundle.policies().get("bridge-down");
        assertThat(down.mode()).isEqualTo(Mode.OFF);
        assertThat(down.clears()).isEqualTo(new Clearing.Resolved());
        assertThat(down.detector()).isEqualTo(new EachDetector(Set.of("down")));
    }

    @Test
    void shouldCompileSources() {
        assertThat(bundle.sources().get("edge-syslog").origin()).isEqualTo(new Origin.TopicOrigin("logs.edge"));
        assertThat(bundle.sources().get("edge-syslog").format().name()).isEqualTo("line");
        assertThat(bundle.sources().get("prometheus").format().name()).isEqualTo("alertmanager");
        assertThat(bundle.sources().get("heartbeats").format().name()).isEqualTo("json");
        assertThat(bundle.sources().get("heartbeats").event().labels()).containsEntry("host", "host.name");
    }

    @Test
    void shouldCompileActions() {
        assertThat(bundle.actions().get("restart-unit").onWorkerLoss()).isEqualTo(OnWorkerLoss.RERUN);
        ActionBody page = bundle.actions().get("page").body();
        assertThat(page.templates()).extracting(Template::toString).contains("application/json");
        assertThat(page.templates()
                        .getLast()
                        .render(reference -> reference.equals("params.summary") ? "a \"b\"\n" : null))
                .isEqualTo("{\"event\":\"trigger\",\"urgent\":true,\"tries\":3,"
                        + "\"payload\":{\"summary\":\"a \\\"b\\\"\\n\",\"by\":\"farrier {1}\"}}");
        assertThat(bundle.scripts()).containsOnlyKeys("scripts/reprovision.sh");
    }

    @Test
    void shouldPutGroupsUnderResources() {
        assertThat(bundle.resources().get("mb-01").labels()).isEqualTo(Labels.of("role", "media-bridge", "zone", "a"));
        assertThat(bundle.resources().get("mb-02").labels()).containsEntry("zone", "b");
        assertThat(bundle.resources().get("mb-02").parameters()).containsEntry("port", "9001");
        assertThat(bundle.resources().get("mb-02").address()).isEqualTo("mb-02");
    }
}
